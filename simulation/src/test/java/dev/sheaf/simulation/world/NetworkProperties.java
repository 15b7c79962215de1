package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkProperties {
  private final Timeline timeline = new Timeline();
  private final Network network = new Network(timeline);
  private final List<Link> links = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();

  /** A flow, its path as numbers of links, its own limit, and how often it ended. */
  private record Sent(Flow flow, List<Integer> path, long most, int[] ends) {
    boolean isUnderWay() {
      return flow.isUnderWay();
    }
  }

  @Test
  void ratesAreThoseOfPlainWaterFillingAfterEveryChange() {
    for (long seed = 1; seed <= 60; seed++) {
      var world = new NetworkProperties();
      var chance = new RandomStream(seed, "changes");
      world.build(chance);
      for (int change = 0; change < 60; change++) {
        world.timeline.runUntil(world.timeline.now() + chance.below(2_000_000_000L));
        world.changeSomething(chance);
        world.compare("seed %d change %d".formatted(seed, change));
      }
    }
  }

  @Test
  void everyByteIsOnEveryLinkOfItsPathAndNoLinkCarriesMoreThanItCan() {
    for (long seed = 1; seed <= 60; seed++) {
      var world = new NetworkProperties();
      var chance = new RandomStream(seed, "bytes");
      world.build(chance);
      for (int change = 0; change < 60; change++) {
        world.timeline.runUntil(world.timeline.now() + chance.below(2_000_000_000L));
        world.changeSomething(chance);
        world.expectEveryByte("seed " + seed);
      }
      world.links.forEach(link -> world.network.capacity(link, 1_000));
      world.timeline.run();
      world.expectEveryByte("at the end of seed " + seed);
      for (var each : world.sent) {
        assertEquals(1, each.ends()[0], "ends of a flow, seed " + seed);
      }
    }
  }

  @Test
  void noLinkCarriesMoreThanItsCapacityAllowsIn() {
    for (long seed = 1; seed <= 30; seed++) {
      var world = new NetworkProperties();
      var chance = new RandomStream(seed, "steady");
      world.build(chance);
      var most = world.links.stream().mapToLong(Link::capacityBytesPerSecond).toArray();
      for (int i = 0; i < 40; i++) {
        world.timeline.runUntil(world.timeline.now() + chance.below(100_000_000L));
        world.sendSomething(chance);
      }
      world.timeline.run();
      for (int i = 0; i < most.length; i++) {
        var could = most[i] * (world.timeline.now() / 1e9);
        assertTrue(world.links.get(i).carriedBytes() <= could + 1, "seed " + seed);
      }
    }
  }

  private void build(RandomStream chance) {
    var count = 1 + chance.below(6);
    for (int i = 0; i < count; i++) {
      links.add(network.link("link-" + i, 1 + chance.below(1_000)));
    }
  }

  private void changeSomething(RandomStream chance) {
    switch (chance.below(6)) {
      case 0 -> {
        var capacity = chance.chance(0.2) ? 0 : 1 + chance.below(1_000L);
        network.capacity(links.get(chance.below(links.size())), capacity);
      }
      case 1 -> {
        if (!sent.isEmpty()) {
          var each = sent.get(chance.below(sent.size()));
          if (each.isUnderWay()) {
            each.ends()[0]++;
            network.giveUp(each.flow());
          }
        }
      }
      case 2 -> network.breakFlows(links.get(chance.below(links.size())));
      default -> sendSomething(chance);
    }
  }

  private void sendSomething(RandomStream chance) {
    var order = chance.permutation(links.size());
    var path =
        Arrays.stream(order).limit(1 + chance.below(Math.min(3, links.size()))).boxed().toList();
    var most = chance.chance(0.5) ? Link.MOST_BYTES_PER_SECOND : 1 + chance.below(300L);
    var ends = new int[1];
    var both = new Flow.Ends(() -> ends[0]++, () -> ends[0]++);
    var flow =
        network.send(chance.below(2_000L), most, path.stream().map(links::get).toList(), both);
    sent.add(new Sent(flow, path, most, ends));
  }

  /** The textbook loop over all links and flows, without any short cut. */
  private double[] plainWaterFilling(List<Sent> flows) {
    var rates = new double[flows.size()];
    var risen = new boolean[flows.size()];
    for (var left = flows.size(); left > 0; ) {
      var rise = Double.POSITIVE_INFINITY;
      for (int i = 0; i < flows.size(); i++) {
        if (!risen[i]) {
          rise = Math.min(rise, flows.get(i).most() - rates[i]);
        }
      }
      for (int link = 0; link < links.size(); link++) {
        var rising = rising(link, flows, risen);
        rise = rising == 0 ? rise : Math.min(rise, room(link, flows, rates) / rising);
      }
      for (int i = 0; i < rates.length; i++) {
        rates[i] += risen[i] ? 0 : rise;
      }
      for (int i = 0; i < rates.length; i++) {
        if (!risen[i] && isFull(flows.get(i), rates[i], flows, rates)) {
          risen[i] = true;
          left--;
        }
      }
    }
    return rates;
  }

  private boolean isFull(Sent flow, double rate, List<Sent> flows, double[] rates) {
    return rate >= flow.most() - 1e-6
        || flow.path().stream().anyMatch(link -> room(link, flows, rates) < 1e-6);
  }

  private double room(int link, List<Sent> flows, double[] rates) {
    var room = (double) links.get(link).capacityBytesPerSecond();
    for (int i = 0; i < rates.length; i++) {
      room -= flows.get(i).path().contains(link) ? rates[i] : 0;
    }
    return Math.max(0, room);
  }

  private static double rising(int link, List<Sent> flows, boolean[] risen) {
    var count = 0;
    for (int i = 0; i < risen.length; i++) {
      count += !risen[i] && flows.get(i).path().contains(link) ? 1 : 0;
    }
    return count;
  }

  private void compare(String when) {
    var flows = sent.stream().filter(Sent::isUnderWay).toList();
    var expected = plainWaterFilling(flows);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], network.rate(flows.get(i).flow()), 1e-4, when);
    }
  }

  private void expectEveryByte(String when) {
    for (int link = 0; link < links.size(); link++) {
      var number = link;
      var moved =
          sent.stream()
              .filter(each -> each.path().contains(number))
              .mapToLong(each -> each.flow().movedBytes())
              .sum();
      assertEquals(moved, links.get(link).carriedBytes(), when);
    }
  }
}
