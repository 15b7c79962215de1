package dev.sheaf.policies.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.placement.Rendezvous.Node;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.PackageId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RendezvousProperties {
  private static final int KEYS = 20_000;
  private static final List<Node> NODES =
      List.of(new Node("a", 1), new Node("b", 1), new Node("c", 2));

  @Test
  void sharesAreInProportionToWeight() {
    var owned = new int[3];
    for (long key = 0; key < KEYS; key++) {
      owned[NODES.indexOf(owner(NODES, key))]++;
    }
    assertEquals(.25, owned[0] / (double) KEYS, .015);
    assertEquals(.25, owned[1] / (double) KEYS, .015);
    assertEquals(.50, owned[2] / (double) KEYS, .015);
  }

  @Test
  void aNodeThatJoinsOnlyTakesAndNothingMovesBetweenTheOthers() {
    var joined = new ArrayList<>(NODES);
    joined.add(new Node("d", 1));
    for (long key = 0; key < KEYS; key++) {
      var before = owner(NODES, key);
      var after = owner(joined, key);
      assertTrue(after.equals(before) || after.id().equals("d"), "key " + key);
    }
  }

  @Test
  void theSecondInOrderOwnsTheKeyWhenTheFirstIsGone() {
    for (long key = 0; key < 1_000; key++) {
      var order = Rendezvous.order(NODES, key, 2);
      var left = new ArrayList<>(NODES);
      left.remove(order.getFirst());
      assertEquals(order.get(1), owner(left, key), "key " + key);
    }
  }

  @Test
  void theOrderDoesNotDependOnTheOrderOfTheNodes() {
    for (long key = 0; key < 1_000; key++) {
      assertEquals(Rendezvous.order(NODES, key, 3), Rendezvous.order(NODES.reversed(), key, 3));
    }
  }

  @Test
  void packagesSpreadEvenlyOverPartitions() {
    var version = new DatasetVersion("d", "ab".repeat(32));
    var counts = new int[16];
    for (int index = 0; index < KEYS; index++) {
      counts[Partitions.of(new PackageId(version, index), 16)]++;
    }
    for (var count : counts) {
      assertEquals(KEYS / 16.0, count, KEYS / 16.0 * .15);
    }
  }

  @Test
  void aWeightOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Node("a", 0));
  }

  private static Node owner(List<Node> nodes, long key) {
    return Rendezvous.order(nodes, key, 1).getFirst();
  }
}
