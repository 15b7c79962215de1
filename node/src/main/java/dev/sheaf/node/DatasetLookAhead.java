package dev.sheaf.node;

import dev.sheaf.actors.control.LookAhead;
import dev.sheaf.actors.dataset.ConductorCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tells the conductors of the datasets that are read here how far this node wants them to look.
 *
 * @param read the datasets of which batches were served lately
 */
record DatasetLookAhead(Entities entities, String node, Supplier<Set<DatasetVersion>> read)
    implements LookAhead {
  private static final EntityRefKey<ConductorCommand> CONDUCTORS =
      new EntityRefKey<>(ConductorCommand.KIND, ConductorCommand.class);

  /** Said every second: a conductor that has moved does not know it. */
  @Override
  public void set(long bytes) {
    var wish = new ConductorCommand.LookAhead(node, bytes);
    for (var version : read.get()) {
      entities.of(CONDUCTORS, ConductorCommand.idOf(version)).tell(wish);
    }
  }
}
