package dev.sheaf.policies.economics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.economics.FleetAccounts.Charged;
import dev.sheaf.policies.economics.FleetAccounts.Run;
import dev.sheaf.policies.economics.FleetAccounts.Use;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class FleetAccountsProperties {
  private static final FunctionPrices PRICES = new FunctionPrices(200_000, 16_666_700, 1, true);
  private static final int SEEDS = 200;
  private static final int STEPS = 120;

  private final FleetAccounts<String> accounts = new FleetAccounts<>();

  private static RunCost run(long millis) {
    return RunCost.of(PRICES, millis, 256);
  }

  private static Map<String, RunCost> byJob(List<Charged> charged) {
    var jobs = new TreeMap<String, RunCost>();
    charged.forEach(each -> jobs.merge(each.job(), each.cost(), RunCost::plus));
    return jobs;
  }

  /** A random run: served by some jobs or nobody, or a warm-up of a function that holds things. */
  private static Run<String> random(long seed, int step) {
    var uses = new ArrayList<Use<String>>();
    var count = Draw.below(Draw.draw(seed, step, 1), 4);
    for (int i = 0; i < count; i++) {
      var job = Draw.below(Draw.draw(seed, step, i, 2), 4);
      var dataset = "d" + Draw.below(Draw.draw(seed, step, i, 3), 3);
      uses.add(
          new Use<>(
              job == 0 ? "" : "j" + job, dataset, 1 + Draw.below(Draw.draw(seed, step, i, 4), 9)));
    }
    var held = new LinkedHashMap<String, Long>();
    for (int i = 0; i < Draw.below(Draw.draw(seed, step, 5), 4); i++) {
      held.put("d" + i, Draw.below(Draw.draw(seed, step, i, 6), 5));
    }
    return new Run<>(run(1 + Draw.below(Draw.draw(seed, step, 7), 2_000)), uses, held);
  }

  @Test
  void whatIsChargedAndWhatIsNotAddUpToTheBill() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var fleet = new FleetAccounts<String>();
      var billed = RunCost.NONE;
      var charged = RunCost.NONE;
      for (int step = 0; step < STEPS; step++) {
        var next = random(seed, step);
        fleet.ran(next);
        billed = billed.plus(next.cost());
        if (Draw.below(Draw.draw(seed, step, 8), 5) == 0) {
          for (var each : fleet.settle()) {
            assertTrue(each.cost().picoUsd() >= 0 && !each.job().isEmpty(), "seed " + seed);
            charged = charged.plus(each.cost());
          }
        }
        assertEquals(billed, charged.plus(fleet.unattributed()), "seed " + seed + " step " + step);
      }
    }
  }

  @Test
  void aJobPaysForTheRunsThatServedItAlone() {
    accounts.ran(new Run<>(run(100), List.of(new Use<>("a", "cats", 3)), Map.of("cats", 9L)));
    accounts.ran(new Run<>(run(40), List.of(new Use<>("b", "dogs", 1)), Map.of("cats", 9L)));
    assertEquals(Map.of("a", run(100), "b", run(40)), byJob(accounts.settle()));
    assertEquals(RunCost.NONE, accounts.unattributed());
  }

  @Test
  void jobsThatShareARunPayByTheirRequests() {
    accounts.ran(
        new Run<>(
            run(100),
            List.of(new Use<>("a", "cats", 3), new Use<>("b", "cats", 1)),
            Map.of("cats", 9L)));
    var charged = byJob(accounts.settle());
    assertEquals(run(100).split(List.of(3L, 1L)), List.copyOf(charged.values()));
  }

  @Test
  void aWarmUpIsPaidByThoseWhoReadWhatItKeeps() {
    accounts.ran(new Run<>(run(10), List.of(new Use<>("a", "cats", 3)), Map.of("cats", 9L)));
    accounts.ran(new Run<>(run(10), List.of(new Use<>("b", "cats", 1)), Map.of("cats", 9L)));
    accounts.ran(new Run<>(run(10), List.of(new Use<>("c", "dogs", 1)), Map.of("dogs", 1L)));
    accounts.settle();
    accounts.ran(new Run<>(run(8), List.of(), Map.of("cats", 9L)));
    var charged = byJob(accounts.settle());
    assertEquals(List.of("a", "b"), List.copyOf(charged.keySet()));
    assertEquals(run(8).split(List.of(3L, 1L)), List.copyOf(charged.values()));
    accounts.ran(new Run<>(run(8), List.of(), Map.of("cats", 9L)));
    assertEquals(List.of(), accounts.settle(), "they have not read since");
  }

  @Test
  void whatIsKeptForNobodyWaitsForTheNextWhoReadsIt() {
    accounts.ran(new Run<>(run(8), List.of(), Map.of("cats", 1L)));
    accounts.ran(new Run<>(run(9), List.of(new Use<>("", "cats", 2)), Map.of("cats", 1L)));
    assertEquals(List.of(), accounts.settle());
    assertEquals(run(8).plus(run(9)), accounts.unattributed());
    accounts.ran(new Run<>(run(10), List.of(new Use<>("a", "cats", 1)), Map.of("cats", 1L)));
    assertEquals(Map.of("a", run(8).plus(run(9)).plus(run(10))), byJob(accounts.settle()));
  }

  @Test
  void aFunctionThatHoldsNothingIsOnNobodysAccount() {
    accounts.ran(new Run<>(run(8), List.of(), Map.of("cats", 0L)));
    accounts.ran(new Run<>(run(8), List.of(new Use<>("a", "cats", 1)), Map.of()));
    assertEquals(Map.of("a", run(8)), byJob(accounts.settle()));
    assertEquals(run(8), accounts.unattributed());
  }

  @Test
  void nothingIsSplitByWeightsThatSayNothing() {
    assertThrows(IllegalArgumentException.class, () -> run(1).split(List.of(0L, 0L)));
    assertThrows(IllegalArgumentException.class, () -> run(1).split(List.of(-1L, 2L)));
  }
}
