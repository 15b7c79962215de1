package dev.sheaf.simulation.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import dev.sheaf.policies.economics.Candidate;
import dev.sheaf.policies.economics.CandidateGrid;
import dev.sheaf.policies.economics.Estimate;
import dev.sheaf.policies.economics.FeedingModel;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.RandomStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PlanProperties {
  private static PlanQuestion question(String options) {
    return PlanQuestion.read(new Parameters(ConfigFactory.parseString(options)));
  }

  private static String drawn(RandomStream chance) {
    var layouts = List.of("objects", "objects-only", "packed");
    return String.format(
        Locale.ROOT,
        "samples = %d, sample-bytes = %d kB, jobs = %d, epochs = %d, gpu-rate = %d, layout = %s,"
            + "egress = %f, origin-bandwidth = %d Gb/s, stall-limit = %d%%, spare-memory = %d GB",
        1_000 + chance.below(20_000_000),
        1 + chance.below(500),
        1 + chance.below(16),
        1 + chance.below(90),
        100 + chance.below(5_000),
        layouts.get(chance.below(3)),
        chance.chance(0.5) ? 0 : chance.uniform() / 5,
        1 + chance.below(100),
        1 + chance.below(30),
        chance.below(200));
  }

  private static List<Estimate> all(PlanQuestion question) {
    var model = new FeedingModel(question.workload(), question.site(), question.prices());
    return new CandidateGrid(question.workload(), question.site(), question.prices())
        .all().stream().map(model::of).toList();
  }

  @Test
  void theCheapestIsTheLeastOfAllCandidatesThatMeetTheLimit() {
    for (long seed = 1; seed <= 25; seed++) {
      var options = drawn(new RandomStream(seed, "questions"));
      var question = question(options);
      var workload = question.workload();
      var least =
          all(question).stream()
              .filter(each -> each.stallShare() <= workload.stallLimit() + 1e-12)
              .mapToLong(Estimate::microUsd)
              .min();
      var found = question.answer().cheapest(workload);
      var when = "seed " + seed + ": " + options;
      assertEquals(least.isPresent(), found.isPresent(), when);
      assertEquals(least.orElse(0), found.map(Estimate::microUsd).orElse(0L), when);
      assertTrue(found.map(each -> each.stallShare() < 0.31).orElse(true), when);
    }
  }

  @Test
  void everyPlaceOfThePlanIsTheBestOfItsPlace() {
    for (long seed = 1; seed <= 10; seed++) {
      var question = question(drawn(new RandomStream(seed, "places")));
      var workload = question.workload();
      var all = all(question);
      for (var best : question.answer().byPlace()) {
        for (var each : all) {
          if (each.candidate().place().name().equals(best.candidate().place().name())
              && each.meets(workload)) {
            assertTrue(best.meets(workload), "seed " + seed);
            assertTrue(best.microUsd() <= each.microUsd(), "seed %d %s".formatted(seed, each));
          }
        }
      }
    }
  }

  @Test
  void higherPricesNeverMakeAPlanCheaper() {
    for (long seed = 1; seed <= 10; seed++) {
      var chance = new RandomStream(seed, "prices");
      var question = question(drawn(chance));
      var dearer =
          new PlanQuestion(question.workload(), question.site(), raised(question.prices(), chance));
      var before = question.answer().cheapest(question.workload());
      var after = dearer.answer().cheapest(question.workload());
      assertEquals(before.isPresent(), after.isPresent(), "seed " + seed);
      if (before.isPresent() && after.isPresent()) {
        assertTrue(after.get().microUsd() >= before.get().microUsd(), "seed " + seed);
      }
    }
  }

  /** Each group of prices as it is or three times as high. */
  private static Prices raised(Prices of, RandomStream chance) {
    var functions = of.functions();
    var f = chance.chance(0.5) ? 3 : 1;
    var s = chance.chance(0.5) ? 3 : 1;
    var i = chance.chance(0.5) ? 3 : 1;
    return new Prices(
        of.name(),
        new FunctionPrices(
            functions.requestPicoUsd() * f,
            functions.gbSecondPicoUsd() * f,
            functions.tickMillis(),
            functions.initBilled()),
        of.stores().stream()
            .map(each ->
                new Prices.ObjectStore(
                    each.name(),
                    each.getPicoUsd() * s,
                    each.putPicoUsd() * s,
                    each.readGbPicoUsd() * s,
                    each.gbMonthPicoUsd() * s))
            .toList(),
        of.services(),
        of.instances().stream()
            .map(each ->
                new Prices.Instance(
                    each.name(), each.hourPicoUsd() * i, each.holdsBytes(), each.bytesPerSecond()))
            .toList());
  }

  @Test
  void moreJobsMakeEachTerabyteCheaperWhereTheyShareReads() {
    var imageNet = "samples = 1281167, sample-bytes = 115 kB, layout = objects-only, jobs = ";
    var one = question(imageNet + 1);
    var eight = question(imageNet + 8);
    var alone = one.answer().of("shared window only").orElseThrow();
    var together = eight.answer().of("shared window only").orElseThrow();
    assertEquals(1, alone.readsPerSample(), 1e-12);
    assertEquals(1.06 / 8, together.readsPerSample(), 1e-12);
    assertTrue(
        together.microUsdPerTerabyte(eight.workload())
            < alone.microUsdPerTerabyte(one.workload()) / 7);
  }

  @Test
  void theBillOfPlainReadsIsTheArithmeticOfThePriceList() {
    var options = "samples = 1000000, sample-bytes = 100 kB, layout = objects-only,";
    var question = question(options + "gets-in-flight = 1000, jobs = 2");
    var plain = question.answer().of("s3-standard only").orElseThrow();
    // Two million GETs of $0.0004 a thousand.
    assertEquals(800_000, plain.microUsd());
    // 5,500 GETs a second for two jobs of 2,500: no stall; for eight: 687 each.
    assertEquals(0, plain.stallShare());
    var eight = question(options + "jobs = 8");
    var stalled = eight.answer().of("s3-standard only").orElseThrow();
    assertEquals(1 - 5_500.0 / 8 / 2_500, stalled.stallShare(), 1e-9);
    assertTrue(!stalled.meets(eight.workload()));
  }

  @Test
  void lambdaIsCheapestWhereItShouldBeAndThePlanSaysSoWhereItIsNot() {
    var imageNet = "samples = 1281167, sample-bytes = 115 kB, jobs = 8";
    var report = PlanReport.of(question(imageNet), false, 1);
    assertTrue(report.lambda().getFirst().startsWith("Lambda is not the cheapest"));
    assertEquals(3, report.lambda().size());
    var free = question(imageNet + ", layout = objects-only, egress = 0.09");
    var cheapest = free.answer().cheapest(free.workload()).orElseThrow();
    assertTrue(cheapest.candidate().place() instanceof Candidate.Functions, cheapest.toString());
  }

  @Test
  void aShortSimulationAgreesWithTheClosedForm() {
    for (var options :
        List.of(
            "jobs = 4, layout = packed, origin-bandwidth = 2 Gb/s, stall-limit = 99%",
            "jobs = 8, layout = objects-only, stall-limit = 99%", "jobs = 8, layout = packed")) {
      var question = question("samples = 1281167, sample-bytes = 115 kB, " + options);
      for (var name : List.of("shared window only", "s3-standard only")) {
        var estimate = question.answer().of(name).orElseThrow();
        var confirmed = Confirmation.of(question, estimate, 1).orElseThrow();
        assertEquals(
            confirmed.predictedStallShare(),
            confirmed.simulatedStallShare(),
            0.05,
            options + " " + name);
      }
    }
  }

  @Test
  void whatCannotBePlannedIsSaidInOneLine() {
    var good = "samples = 1000, sample-bytes = 1 kB, jobs = 1";
    for (var bad :
        List.of(
            "samples = 1000, sample-bytes = 1 kB",
            good + ", samples = -5",
            good + ", samples = 1e3",
            good + ", sample-bytes = 115",
            good + ", sample-bytes = -1 kB",
            good + ", samples = 1000000000000, sample-bytes = 100 GB",
            good + ", jobs = 0",
            good + ", stall-limit = 100%",
            good + ", stall-limit = 0.05",
            good + ", gpu-rate = 10, hours-per-epoch = 1",
            good + ", gpu-rate = 0",
            good + ", nic = 0 B/s",
            good + ", layout = tar",
            good + ", egress = -1",
            good + ", prices = 1999")) {
      var message = assertThrows(BadScenario.class, () -> question(bad), bad).getMessage();
      assertTrue(!message.isBlank() && !message.contains("\n"), bad + ": " + message);
    }
    assertEquals(1_000, question(good).workload().samples());
  }
}
