package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkTest {
  private static final long SECOND = 1_000_000_000;

  private final Timeline timeline = new Timeline();
  private final Network network = new Network(timeline);
  private final Link narrow = network.link("narrow", 100);
  private final Link wide = network.link("wide", 1_000);
  private final List<String> seen = new ArrayList<>();

  private Flow send(String name, long bytes, Link... path) {
    return network.send(
        bytes,
        List.of(path),
        new Flow.Ends(
            () -> seen.add(name + " at " + timeline.now()),
            () -> seen.add(name + " broken at " + timeline.now())));
  }

  @Test
  void twoFlowsOnOneLinkHaveHalfEachUntilOneIsOver() {
    send("small", 100, narrow);
    send("large", 300, narrow);
    timeline.run();
    assertEquals(List.of("small at 2000000000", "large at 4000000000"), seen);
  }

  @Test
  void aFlowOverTwoLinksLeavesTheRestOfTheWideOneToOthers() {
    var both = send("both", 1_000, narrow, wide);
    var one = send("one", 1_000, wide);
    assertEquals(100, network.rate(both));
    assertEquals(900, network.rate(one));
  }

  @Test
  void theLongFlowOfAParkingLotHasTheShareOfTheTightestLink() {
    var first = network.link("first", 90);
    var second = network.link("second", 60);
    var whole = send("whole", 1_000, first, second);
    var left = send("left", 1_000, first);
    var right = send("right", 1_000, second);
    assertEquals(30, network.rate(whole));
    assertEquals(60, network.rate(left));
    assertEquals(30, network.rate(right));
  }

  @Test
  void aFlowThatMayNotRunFastLeavesItsShareToTheOthers() {
    var slow = network.send(1_000, 10, List.of(narrow), Flow.Ends.arriving(() -> {}));
    var fast = send("fast", 1_000, narrow);
    assertEquals(10, network.rate(slow));
    assertEquals(90, network.rate(fast));
  }

  @Test
  void aCapacityThatChangesInMidFlowChangesWhenItArrives() {
    send("it", 300, narrow);
    timeline.at(SECOND, () -> network.capacity(narrow, 0));
    timeline.at(3 * SECOND, () -> network.capacity(narrow, 400));
    timeline.run();
    assertEquals(List.of("it at 3500000000"), seen);
  }

  @Test
  void aFlowThatIsBrokenCountsWhatHadMoved() {
    var flow = send("it", 300, narrow, wide);
    timeline.at(SECOND / 2, () -> network.breakFlows(wide));
    timeline.run();
    assertEquals(List.of("it broken at 500000000"), seen);
    assertEquals(50, flow.movedBytes());
    assertEquals(50, narrow.carriedBytes());
    assertEquals(0, narrow.flows());
  }

  @Test
  void changesOfOneInstantAreSharedOutOnce() {
    for (int i = 0; i < 1_000; i++) {
      send("f" + i, 100, narrow);
    }
    timeline.run();
    assertEquals("f999 at 1000000000000", seen.getLast());
    assertEquals(100_000, narrow.carriedBytes());
  }

  @Test
  void nothingIsTooSmallToArriveAndAPathIsNotCrossedTwice() {
    send("nothing", 0, narrow);
    timeline.run();
    assertEquals(List.of("nothing at 0"), seen);
    assertThrows(IllegalArgumentException.class, () -> send("loop", 1, narrow, narrow));
    assertThrows(IllegalArgumentException.class, () -> send("less", -1, narrow));
  }
}
