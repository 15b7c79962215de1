package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CacheNodeTest {
  private final Timeline timeline = new Timeline();
  private final Network network = new Network(timeline);
  private final CacheNode node = new CacheNode("node-0", network, 1_000, 100);
  private final List<String> seen = new ArrayList<>();

  private void send(long bytes) {
    network.send(
        bytes,
        List.of(node.in()),
        new Flow.Ends(
            () -> seen.add("there " + timeline.now()), () -> seen.add("broken " + timeline.now())));
  }

  @Test
  void memoryIsReservedBeforeItIsFilled() {
    assertTrue(node.reserve(600));
    assertFalse(node.reserve(600));
    node.hold(3);
    assertTrue(node.holds(3));
    node.drop(3, 600);
    assertEquals(0, node.reservedBytes());
    assertThrows(IllegalArgumentException.class, () -> node.release(1));
  }

  @Test
  void aNodeThatIsLostForgetsAndBreaksWhatWasUnderWay() {
    assertTrue(node.reserve(600));
    node.hold(3);
    send(1_000);
    timeline.at(1_000_000_000, node::goDown);
    timeline.at(2_000_000_000, node::comeUp);
    timeline.run();
    assertEquals(List.of("broken 1000000000"), seen);
    assertFalse(node.holds(3));
    assertEquals(0, node.reservedBytes());
    assertEquals(100, node.in().carriedBytes());
  }

  @Test
  void aNodeThatIsCutOffKeepsItsMemoryAndFlowsWait() {
    assertTrue(node.reserve(600));
    node.hold(3);
    send(200);
    timeline.at(1_000_000_000, () -> node.connected(false));
    timeline.at(5_000_000_000L, () -> node.connected(true));
    timeline.run();
    assertEquals(List.of("there 6000000000"), seen);
    assertTrue(node.holds(3));
  }

  @Test
  void aSlowNodeTakesSoManyTimesLonger() {
    node.slowFactor(4);
    send(100);
    timeline.run();
    assertEquals(List.of("there 4000000000"), seen);
    assertThrows(IllegalArgumentException.class, () -> node.slowFactor(0.5));
  }
}
