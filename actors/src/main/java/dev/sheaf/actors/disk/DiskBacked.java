package dev.sheaf.actors.disk;

import dev.sheaf.actors.store.NodePackages;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A node's packages where a disk keeps what memory has no room for. */
public record DiskBacked(NodePackages memory, DiskTier disk) implements NodePackages {
  @Override
  public CompletionStage<LoadOutcome> load(PackageId id) {
    return memory.load(id);
  }

  /** The disk hears of it first: memory may find at once that it has no room. */
  @Override
  public void hold(PackageId id) {
    disk.hold(id);
    memory.hold(id);
  }

  @Override
  public void release(PackageId id, boolean drop) {
    disk.release(id);
    memory.release(id, drop);
  }

  @Override
  public void derive(DatasetVersion version, String ranking) {
    memory.derive(version, ranking);
  }

  @Override
  public List<PackageId> resident() {
    var all = new LinkedHashSet<>(memory.resident());
    all.addAll(disk.resident());
    return List.copyOf(all);
  }
}
