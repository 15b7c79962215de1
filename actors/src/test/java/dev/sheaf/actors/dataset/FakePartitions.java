package dev.sheaf.actors.dataset;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.RecipientRef;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.division.DividerCommand;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.partition.PartitionCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Fake partitions: each keeps what it is told until the test asks; and a fake catalog and divider
 * of memory, likewise.
 */
final class FakePartitions implements Entities {
  private final TestInbox<CatalogCommand> catalog = TestInbox.create();
  private final TestInbox<DividerCommand> divider = TestInbox.create();
  private final Map<String, TestInbox<PartitionCommand>> inboxes = new ConcurrentSkipListMap<>();

  /** A command, and the partition that was told it. */
  record Told(int partition, PartitionCommand command) {}

  @Override
  @SuppressWarnings("unchecked")
  public <M> RecipientRef<M> of(EntityRefKey<M> kind, String id) {
    if (kind.name().equals(CatalogCommand.KIND)) {
      return (RecipientRef<M>) catalog.getRef();
    }
    if (kind.name().equals(DividerCommand.KIND)) {
      return (RecipientRef<M>) divider.getRef();
    }
    if (!kind.equals(new EntityRefKey<>(PartitionCommand.KIND, PartitionCommand.class))) {
      throw new IllegalArgumentException("a conductor speaks to partitions, not to " + kind);
    }
    var inbox = inboxes.computeIfAbsent(id, absent -> TestInbox.create());
    return (RecipientRef<M>) inbox.getRef();
  }

  /** The catalog's answer to the question by which policy packages are kept. */
  void answerPolicy(String policy) {
    for (var asked : catalog.getAllReceived()) {
      if (asked instanceof CatalogCommand.FindPolicy(String name, var replyTo)) {
        replyTo.tell(new CatalogReply.PolicyIs(name, policy));
      }
    }
  }

  /** What was reported to the divider of memory last. */
  DividerCommand.Report reported() {
    return (DividerCommand.Report) divider.getAllReceived().getLast();
  }

  /** True when the divider was asked nothing. */
  boolean reportsNothing() {
    return divider.getAllReceived().isEmpty();
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
