package dev.sheaf.simulation.ensemble;

import dev.sheaf.policies.ensemble.SharingRule;
import dev.sheaf.policies.ensemble.SharingRule.Feed;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.ArrayList;
import java.util.Locale;

/** Says from how many members on sharing the preprocessing pays, and how fast each feed is. */
public final class SharingOracle implements Experiment {
  @Override
  public String name() {
    return "sharingRule";
  }

  @Override
  public Run prepare(Parameters in) {
    var members = in.number("jobs.members", 4, 1, 10_000);
    var ranks = in.number("world.ranks", 4, 1, 10_000);
    var rule =
        new SharingRule(
            in.nanos("world.preparePerImage", "1176470 ns") / 1e9,
            in.bytes("dataset.preparedImage", "150528 B"),
            in.number("world.coresPerNode", 16, 1, 4_096),
            in.bytesPerSecond("world.network", "10 Gb/s"));
    return seed -> measured(rule, members, ranks);
  }

  private static Measured measured(SharingRule rule, int members, int ranks) {
    var measured =
        new Measured("sharing")
            .with("unicastPaysFromMembers", rule.pays(Feed.UNICAST).orElse(-1))
            .with("multicastPaysFromMembers", rule.pays(Feed.MULTICAST).orElse(-1))
            .with("oneNodePaysFromMembers", rule.pays(Feed.ONE_NODE).orElse(-1))
            .with(
                "cpuTimeRatio", rule.workSeconds(Feed.PRIVATE, members) / rule.cpuSecondsPerImage())
            .with("allSharedImagesPerSecond", rule.allSharedImagesPerSecond(ranks))
            .with("multiBroadcastImagesPerSecond", rule.multiBroadcastImagesPerSecond(ranks));
    for (var feed : Feed.values()) {
      var name = feed == Feed.ONE_NODE ? "oneNode" : feed.name().toLowerCase(Locale.ROOT);
      measured.with(name + "WorkMillis", rule.workSeconds(feed, members) * 1e3);
      measured.with(name + "ImagesPerSecond", rule.imagesPerSecond(feed, members));
      var x = new ArrayList<Double>();
      var y = new ArrayList<Double>();
      for (int n = 1; n <= 2 * members; n++) {
        x.add((double) n);
        y.add(rule.workSeconds(feed, n) * 1e3);
      }
      measured.curve(new Curve("work over members (ms an image)", name, x, y));
    }
    return measured;
  }
}
