package dev.sheaf.simulation.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.simulation.experiment.BadScenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LambdaBillSimulationTest {
  private static final List<String> HEAD =
      List.of(
          "sheafLambdaTrace=1",
          "functions=2",
          "memoryMb=1024",
          "requestPicoUsd=1000",
          "gbSecondPicoUsd=1000000",
          "tickMillis=1",
          "initBilled=1",
          "firstRequestNanos=250000000",
          "againNanos=50000000",
          "mostNanos=1000000000",
          "warmUpNanos=0",
          "pingLimitNanos=250000000",
          "invokeLimitNanos=10000000000",
          "attempts=3",
          "restNanos=5000000000",
          "pingNanos=0",
          "overheadNanos=10000000",
          "startNanos=300000000",
          "bytesPerSecond=1000000000",
          "untilNanos=20000000000",
          "liveRuns=1",
          "liveBilledMillis=60",
          "livePicoUsd=61000",
          "microseconds,function,what,bytes");

  @TempDir Path folder;

  private Map<String, Double> replay(String... requests) throws IOException {
    var file = folder.resolve("run.csv");
    Files.writeString(file, String.join("\n", HEAD) + "\n" + String.join("\n", requests));
    return LambdaBill.replay(file).figures();
  }

  private static void assertBilled(long runs, long millis, Map<String, Double> figures) {
    assertEquals(runs, figures.get("simulatedRuns").longValue(), figures.toString());
    assertEquals(millis, figures.get("simulatedBilledMillis").longValue(), figures.toString());
    assertEquals((runs * 1_000 + millis * 1_000) / 1e6, figures.get("simulatedMicroUsd"), 1e-9);
  }

  /** Recorded of fourteen function processes on a busy machine of two cores. */
  @Test
  void aRecordedRunOfRealFunctionsIsBilledAsItWasWithinTwoPercent() {
    var file = Path.of("src", "test", "resources", "lambda", "recorded-run.csv");
    var figures = LambdaBill.replay(file).figures();
    assertTrue(figures.get("requests") > 3_000, figures.toString());
    assertEquals(0, figures.get("differenceRatio"), 0.02, figures.toString());
  }

  @Test
  void aSingleRequestIsBilledItsRunAndItsStay() throws IOException {
    assertBilled(1, 60, replay("0,0,read,0"));
    assertBilled(2, 120, replay("0,0,read,0", "5000000,0,read,0"));
    assertBilled(2, 120, replay("0,0,read,0", "0,1,write,0"));
  }

  @Test
  void aFunctionThatIsAskedInARhythmStaysForTheNext() throws IOException {
    // Asked at 0 and 100 ms it stays 2.5 times as long from the second time on, and is there still.
    assertBilled(2, 60 + 10 + 250, replay("0,0,read,0", "100000,0,read,0"));
    assertBilled(2, 60 + 10 + 90 + 247, replay("0,0,read,0", "100000,0,read,0", "200000,0,read,0"));
  }

  @Test
  void whoIsWokenForNothingWaitsForItsFirstRequest() throws IOException {
    assertBilled(1, 10 + 250, replay("0,0,call,0"));
  }

  @Test
  void aRunThatOutlastsTheRecordingIsBilledToItsEnd() throws IOException {
    assertBilled(1, 60, replay("19990000,0,read,0"));
  }

  @Test
  void whatWasTakenStartsAnew() throws IOException {
    assertBilled(2, 60 + 60 + 300, replay("0,0,read,0", "2000000,0,reclaim,0", "5000000,0,read,0"));
    assertBilled(1, 30, replay("0,0,read,0", "30000,0,reclaim,0"));
  }

  @Test
  void theDifferenceIsToldAsAShareOfTheLiveBill() throws IOException {
    var figures = replay("0,0,read,0");
    assertEquals(0, figures.get("differenceRatio"), 1e-9);
    assertEquals(1, replay("0,0,read,0", "0,1,read,0").get("differenceRatio"), 1e-9);
  }

  @Test
  void aLineThatMakesNoSenseIsNamed() {
    var wrong = assertThrows(BadScenario.class, () -> replay("0,0,read,0", "1,2"));
    assertTrue(String.valueOf(wrong.getMessage()).contains("line 26"), wrong.getMessage());
    assertThrows(BadScenario.class, () -> RecordedRun.parse("other.csv", List.of("a=1")));
  }
}
