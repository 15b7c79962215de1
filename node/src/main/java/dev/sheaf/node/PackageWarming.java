package dev.sheaf.node;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.http.dataset.DatasetWarming;
import dev.sheaf.policies.placement.Partitions;
import dev.sheaf.policies.vocabulary.PackageId;

/** Has every package loaded by its partition, as far as there is room. */
record PackageWarming(Entities entities, int partitions) implements DatasetWarming {
  private static final EntityRefKey<PartitionCommand> KIND =
      new EntityRefKey<>(PartitionCommand.KIND, PartitionCommand.class);

  @Override
  public int warm(DatasetEntry entry) {
    for (int index = 0; index < entry.packages(); index++) {
      var id = new PackageId(entry.version(), index);
      entities
          .of(KIND, Integer.toString(Partitions.of(id, partitions)))
          .tell(new PartitionCommand.Hold(id, PartitionCommand.Standing.CLAIMED, true));
    }
    return entry.packages();
  }
}
