package dev.sheaf.simulation.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.retry.JitteredBackOff;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeteredOriginTest {
  private static final long MS = 1_000_000;

  private final Timeline timeline = new Timeline();
  private final Network network = new Network(timeline);
  private final List<String> seen = new ArrayList<>();

  private MeteredOrigin origin(double requestsPerSecond) {
    var price = PriceFile.read("2026").store("s3-express");
    var latency = new Latency.Lognormal(50 * MS, 0);
    return new MeteredOrigin(
        timeline,
        network,
        new RandomStream(1, "origin"),
        new MeteredOrigin.Terms(latency, 1_000_000, 100_000, requestsPerSecond, price));
  }

  private void note(MeteredOrigin.Answer answer) {
    seen.add(answer + " " + timeline.now() / MS);
  }

  @Test
  void aRequestWaitsForItsFirstByteAndRunsAtItsOwnRate() {
    var origin = origin(1_000);
    origin.get(100_000, List.of(), this::note);
    timeline.run();
    assertEquals(List.of("SERVED 1050"), seen);
    assertEquals(100_000, origin.bytes());
    assertEquals(1, origin.meanInFlight(), 1e-9);
  }

  @Test
  void allRequestsTogetherShareTheUplink() {
    var origin = origin(1_000);
    for (int i = 0; i < 20; i++) {
      origin.get(100_000, List.of(), this::note);
    }
    timeline.run();
    assertEquals("SERVED 2050", seen.getLast());
  }

  @Test
  void whatComesTooFastIsRefusedAndNotBilled() {
    var origin = origin(20);
    for (int i = 0; i < 5; i++) {
      origin.get(1 << 30, List.of(network.link("card " + i, 1L << 33)), this::note);
    }
    assertEquals(2, origin.served());
    assertEquals(3, origin.refused());
    timeline.run();
    assertEquals("REFUSED 50", seen.getFirst());
    // Two GETs of $0.00000003 and two GiB of $0.0006.
    assertEquals(1_200, origin.costMicroUsd());
  }

  @Test
  void aPatientReaderIsServedInTheEnd() {
    var origin = origin(10);
    var reader = new PatientReader(timeline, origin, new JitteredBackOff(10 * MS, 1_000 * MS), 1);
    for (int i = 0; i < 50; i++) {
      reader.read(100, List.of(), Flow.Ends.arriving(() -> seen.add("there")));
    }
    timeline.run();
    assertEquals(50, seen.size());
    assertEquals(origin.refused(), reader.retries());
    assertTrue(timeline.now() >= 4_900 * MS, "50 requests at 10 a second end at " + timeline.now());
  }

  @Test
  void latenciesHaveTheMeanOfTheirDistribution() {
    var table = new Latency.Table(List.of(10 * MS, 20 * MS, 60 * MS));
    assertEquals(27.5 * MS, table.meanNanos());
    for (var latency : List.of(new Latency.Lognormal(45 * MS, 0.49), table)) {
      var chance = new RandomStream(3, "latency");
      var draws = new long[20_001];
      Arrays.setAll(draws, i -> latency.draw(chance));
      var mean = Arrays.stream(draws).average().orElse(0);
      assertEquals(latency.meanNanos(), mean, latency.meanNanos() * 0.02);
    }
  }
}
