package dev.sheaf.http.batch;

import dev.sheaf.actors.entity.ClusterView.Member;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.Optional;

/** Says which node owns a package, as this node sees the cluster; a port. Never blocks. */
@FunctionalInterface
public interface PackageOwners {
  /** The owner; empty while there is no cache node. */
  Optional<Member> ownerOf(PackageId id);
}
