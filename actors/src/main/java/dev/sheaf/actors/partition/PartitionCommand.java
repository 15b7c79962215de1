package dev.sheaf.actors.partition;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.List;

/** What a {@code CachePartition} is told and asked; its entity id is the partition's number. */
public sealed interface PartitionCommand extends ControlMessage {
  /** The name of the entity kind. */
  String KIND = "cache-partition";

  /** Why a package is to be held. */
  enum Standing {
    /** For as long as the capacity holds. */
    PINNED,
    /** Until the jobs that opened it are done with it. */
    CLAIMED
  }

  /**
   * Keep this package from now on; when {@code load} is set and it is absent, fetch it now, else
   * keep it when it arrives.
   */
  record Hold(PackageId id, Standing standing, boolean load, Account account)
      implements PartitionCommand {
    /** Keep this package; what fetching it costs is on nobody's account. */
    public Hold(PackageId id, Standing standing, boolean load) {
      this(id, standing, load, Account.NOBODY);
    }
  }

  /**
   * The job at whose cost something is read before it asks.
   *
   * @param job its name; empty for nobody
   */
  record Account(String job, int epoch) {
    /** What is read for no job. */
    public static final Account NOBODY = new Account("", 0);
  }

  /** Nobody needs this package any more; its space may be taken. */
  record Release(PackageId id) implements PartitionCommand {}

  /** A load that this partition began has ended well: the package is in the node's store. */
  record Loaded(PackageId id) implements PartitionCommand {}

  /** A load that this partition began has failed. */
  record LoadFailed(PackageId id, String reason) implements PartitionCommand {}

  /** Asks what is here; answers {@link Inventory}. */
  record Observe(ActorRef<Inventory> replyTo) implements PartitionCommand {}

  /** The partition is about to move: drain, then stop. */
  record HandOver() implements PartitionCommand {}

  /** What a partition holds now. */
  record Inventory(int partition, List<PackageId> held, List<PackageId> loading)
      implements ControlMessage {}
}
