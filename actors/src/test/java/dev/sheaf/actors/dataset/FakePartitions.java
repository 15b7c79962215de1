package dev.sheaf.actors.dataset;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.RecipientRef;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.partition.PartitionCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Fake partitions: each keeps what it is told until the test asks. */
final class FakePartitions implements Entities {
  private final Map<String, TestInbox<PartitionCommand>> inboxes = new ConcurrentSkipListMap<>();

  /** A command, and the partition that was told it. */
  record Told(int partition, PartitionCommand command) {}

  @Override
  @SuppressWarnings("unchecked")
  public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
    if (!kind.equals(new EntityRefKey<>(PartitionCommand.KIND, PartitionCommand.class))) {
      throw new IllegalArgumentException("a conductor speaks to partitions, not to " + kind);
    }
    var inbox = inboxes.computeIfAbsent(id, absent -> TestInbox.create());
    return (RecipientRef<M>) inbox.getRef();
  }

  /** What was told since the last call, in order within each partition. */
  List<Told> told() {
    var told = new ArrayList<Told>();
    inboxes.forEach((id, inbox) ->
        inbox
            .getAllReceived()
            .forEach(command -> told.add(new Told(Integer.parseInt(id), command))));
    return told;
  }
}
