package dev.sheaf.sharding.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import dev.sheaf.actors.ControlMessage;
import dev.sheaf.actors.entity.EntityKind;
import dev.sheaf.actors.entity.EntityKind.Spread;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.journal.JournalUrl;
import dev.sheaf.sharding.membership.MemberId;
import dev.sheaf.sharding.membership.NodeCard;
import dev.sheaf.sharding.testing.Counter;
import dev.sheaf.sharding.testing.TestNode;
import dev.sheaf.sharding.testing.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of a cluster of three nodes in one JVM: it grows, works, and one node leaves. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
final class ThreeNodesIT {
  private static final int PARTITIONS = 256;
  private static final long GIB = 1L << 30;
  private static final EntityRefKey<Ask> WHERE = new EntityRefKey<>("where", Ask.class);

  private final List<TestNode> nodes = new ArrayList<>();
  private Journal journal;

  /** Asks a partition where it is. */
  record Ask(boolean leave, ActorRef<Here> replyTo) implements ControlMessage {}

  /** The {@code host:port} a partition lives on. */
  record Here(String node) implements ControlMessage {}

  @BeforeAll
  void startTwo(@TempDir Path folder) throws Exception {
    journal = Journal.open(JournalUrl.file(folder));
    start(GIB);
    start(2 * GIB);
  }

  @AfterAll
  void stopAll() {
    nodes.reversed().forEach(TestNode::close);
    journal.close();
  }

  @Test
  @Order(1)
  void everyPartitionLivesWhereEveryNodeComputesIt() {
    awaitPlacement();
    var smaller = nodes.getFirst().seed();
    var itsShare = owners(nodes.getFirst()).stream().filter(smaller::equals).count();
    assertTrue(itsShare > 50 && itsShare < 120, "a third of 256, but it was " + itsShare);
  }

  @Test
  @Order(2)
  void onlyTheNewNodesPartitionsMoveAndTheirFormerOwnersAreSecondInOrder() {
    var before = owners(nodes.getFirst());
    start(GIB);
    awaitPlacement();
    var after = owners(nodes.getFirst());
    var newcomer = nodes.get(2).seed();
    assertTrue(after.stream().filter(newcomer::equals).count() > 20, "it owns its share");
    for (int p = 0; p < PARTITIONS; p++) {
      var second = nodes.getFirst().view().owners(p, 2).getLast();
      var formerOwner = after.get(p).equals(newcomer) ? MemberId.hostPort(second) : after.get(p);
      assertEquals(before.get(p), formerOwner, "partition " + p);
    }
  }

  @Test
  @Order(3)
  void everyNodeLearnsTheAddressesOfAllOthers() {
    for (var node : nodes) {
      node.view().announce(new NodeCard("api-of-" + node.seed(), "data-of-" + node.seed()));
    }
    for (var node : nodes) {
      Waiting.until(
          node.system(),
          () -> {
            var members = node.view().members();
            assertEquals(3, members.size());
            for (var member : members) {
              assertEquals("api-of-" + MemberId.hostPort(member), member.apiAddress());
              assertEquals("data-of-" + MemberId.hostPort(member), member.dataAddress());
              assertEquals(List.of("cache", "gateway"), member.roles());
            }
            return true;
          });
      assertEquals("api-of-" + node.seed(), node.view().self().apiAddress());
    }
    assertEquals(2 * GIB, nodes.get(1).view().self().cacheBytes());
  }

  @Test
  @Order(4)
  void whatAnEntityPersistedAnswersFromAnotherNodeAfterItsOwnLeft() {
    var sums = new HashMap<String, String>();
    for (int i = 0; i < 12; i++) {
      var id = "counter-" + i;
      add(nodes.get(i % 3), id, 0);
      sums.put(id, add(nodes.get(i % 3), id, i).node());
    }
    var leaver = nodes.removeFirst();
    assertTrue(sums.values().stream().anyMatch(node -> node.endsWith(leaver.seed())));
    leaver.leave();
    for (int i = 0; i < 12; i++) {
      var sum = add(nodes.getFirst(), "counter-" + i, 100);
      assertEquals(100 + i, sum.value());
      assertTrue(!sum.node().endsWith(leaver.seed()), "it lives elsewhere");
    }
  }

  @Test
  @Order(5)
  void theViewAndThePlacementForgetANodeThatLeft() {
    for (var node : nodes) {
      Waiting.until(
          node.system(),
          () -> {
            assertEquals(2, node.view().members().size());
            return true;
          });
    }
    awaitPlacement();
  }

  private void start(long cacheBytes) {
    var seeds = nodes.stream().limit(1).map(TestNode::seed).toArray(String[]::new);
    var node = TestNode.start(journal, cacheBytes, seeds);
    var where = new EntityKind<>(WHERE.name(), Ask.class, _ -> where(), "cache", Spread.RENDEZVOUS);
    node.entities().register(where, new Ask(true, node.system().deadLetters()));
    node.entities().register(Counter.KIND);
    nodes.add(node);
  }

  private static Behavior<Ask> where() {
    return Behaviors.setup(context -> {
      var address = Cluster.get(context.getSystem()).selfMember().address();
      return Behaviors.receiveMessage(ask -> {
        ask.replyTo().tell(new Here(address.host().get() + ":" + address.port().get()));
        return ask.leave() ? Behaviors.stopped() : Behaviors.same();
      });
    });
  }

  private Counter.Sum add(TestNode from, String id, long amount) {
    return Waiting.answer(
        from.system(),
        from.entities().of(Counter.KEY, id),
        (ActorRef<Counter.Sum> replyTo) -> new Counter.Add(amount, replyTo));
  }

  private void awaitPlacement() {
    for (var node : nodes) {
      Waiting.until(
          node.system(),
          () -> {
            assertEquals(nodes.size(), node.view().members().size());
            for (int p = 0; p < PARTITIONS; p++) {
              var computed = MemberId.hostPort(node.view().owners(p, 1).getFirst());
              assertEquals(computed, actual(node, p), "partition " + p);
            }
            return true;
          });
    }
  }

  private static String actual(TestNode node, int partition) {
    var entity = node.entities().of(WHERE, String.valueOf(partition));
    Here here =
        Waiting.answer(node.system(), entity, (ActorRef<Here> replyTo) -> new Ask(false, replyTo));
    return here.node();
  }

  private static List<String> owners(TestNode node) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(p -> MemberId.hostPort(node.view().owners(p, 1).getFirst()))
        .toList();
  }
}
