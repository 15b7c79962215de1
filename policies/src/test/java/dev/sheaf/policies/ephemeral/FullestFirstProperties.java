package dev.sheaf.policies.ephemeral;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ephemeral.AllocatedNetworkScaling.Verdict;
import dev.sheaf.policies.ephemeral.FullestFirst.Share;
import dev.sheaf.policies.ephemeral.HintedSize.Demand;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FullestFirstProperties {
  private static final NodeType TYPE = NodeType.AS_PUBLISHED;

  @Test
  void weightsAddUpToOneAndNoNodeIsOverEitherLimitAndJobsGetWhatTheyNeed() {
    for (long seed = 1; seed <= 200; seed++) {
      var placement = new FullestFirst(TYPE, false);
      var nodes = new TreeMap<String, StorageNode>();
      for (int job = 0; job < 20; job++) {
        var drawn = Draw.draw(seed, job);
        var demand =
            new Demand(
                1 + Draw.below(drawn, 300),
                1 + Draw.below(Draw.draw(drawn, 1), 20_000),
                Draw.below(Draw.draw(drawn, 2), 3) == 0 ? Medium.NVME : Medium.DRAM);
        var placed = placement.place(demand, List.copyOf(nodes.values()), "n%02d-".formatted(job));
        var says = "seed " + seed + " job " + job;
        assertEquals(1, sum(placed.shares(), 0), 1e-9, says);
        assertEquals(demand.mbps() / TYPE.networkMbps(), sum(placed.shares(), 1), 1e-6, says);
        assertEquals(demand.gb() / TYPE.gb(demand.medium()), sum(placed.shares(), 2), 1e-6, says);
        for (var share : placed.shares()) {
          var before =
              nodes.getOrDefault(share.node(), StorageNode.empty(share.node(), demand.medium()));
          var after = before.with(share.network(), share.capacity());
          assertTrue(after.networkShare() <= 1 + 1e-9 && after.capacityShare() <= 1 + 1e-9, says);
          nodes.put(share.node(), after);
        }
      }
    }
  }

  private static double sum(List<Share> shares, int what) {
    return shares.stream()
        .mapToDouble(share ->
            switch (what) {
              case 0 -> share.weight();
              case 1 -> share.network();
              default -> share.capacity();
            })
        .sum();
  }

  @Test
  void asReleasedAFullNodeIsBookedAndWeighedWrongly() {
    var half = StorageNode.empty("a", Medium.DRAM).with(0.5, 0.2);
    var byRate = new Demand(6, 12_000, Medium.DRAM);
    var fair = new FullestFirst(TYPE, false).place(byRate, List.of(half), "n");
    var wrong = new FullestFirst(TYPE, true).place(byRate, List.of(half), "n");
    assertEquals(1 / 3.0, fair.shares().getFirst().weight(), 1e-9);
    assertEquals(1 / 2.0, wrong.shares().getFirst().weight(), 1e-9);
    var byCapacity = new Demand(96, 4_000, Medium.DRAM);
    fair = new FullestFirst(TYPE, false).place(byCapacity, List.of(half), "n");
    wrong = new FullestFirst(TYPE, true).place(byCapacity, List.of(half), "n");
    assertEquals(0.8 * 0.5 / 1.6, fair.shares().getFirst().network(), 1e-9);
    assertEquals(0.5 * 0.5 / 1.6, wrong.shares().getFirst().network(), 1e-9);
  }

  @Test
  void asReleasedARoundingErrorCostsANode() {
    var nodes = new ArrayList<StorageNode>();
    for (int i = 0; i < 3; i++) {
      nodes.add(StorageNode.empty("n" + i, Medium.DRAM).with(0.9, 0));
    }
    var demand = new Demand(1, 0.1 * 3 * TYPE.networkMbps(), Medium.DRAM);
    assertEquals(0, new FullestFirst(TYPE, false).place(demand, nodes, "x").newNodes());
    assertEquals(1, new FullestFirst(TYPE, true).place(demand, nodes, "x").newNodes());
  }

  @Test
  void nodesAreAddedAboveOneAndTheLeastPromisedIsDrainedBelowHalf() {
    var scaling = AllocatedNetworkScaling.AS_PUBLISHED;
    var busy = StorageNode.empty("a", Medium.DRAM).with(1.2, 0);
    var full = StorageNode.empty("b", Medium.DRAM).with(1, 0);
    var idle = StorageNode.empty("c", Medium.DRAM).with(0.1, 0);
    var none = StorageNode.empty("d", Medium.DRAM);
    assertEquals(new Verdict.Add(1), scaling.decide(List.of(busy, full), 0));
    assertInstanceOf(Verdict.Stay.class, scaling.decide(List.of(busy, full), 1));
    assertInstanceOf(Verdict.Stay.class, scaling.decide(List.of(full, full, idle), 0));
    assertEquals(new Verdict.Drain("d"), scaling.decide(List.of(full, idle, none), 0));
    assertInstanceOf(Verdict.Stay.class, scaling.decide(List.of(idle, none), 0));
    assertEquals(new Verdict.Add(1), scaling.decide(List.of(idle, none.drain()), 0));
  }
}
