package dev.sheaf.simulation.lambda;

import static dev.sheaf.node.fuzz.Seeds.text;
import static dev.sheaf.node.fuzz.Seeds.texts;

import dev.sheaf.node.fuzz.FileInput;
import dev.sheaf.node.fuzz.Target;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Scenario;
import dev.sheaf.simulation.workload.JobTraceReader;
import dev.sheaf.simulation.workload.TraceReader;
import dev.sheaf.simulation.world.Fault;
import dev.sheaf.simulation.world.PriceFile;
import dev.sheaf.simulation.world.ReclaimTrace;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** What the simulator reads: scenarios, faults, price lists and traces. */
public final class SimulationParsers {
  private static final List<Class<? extends Exception>> REFUSALS = List.of(BadScenario.class);

  private static final String JOB =
      """
      {"name": "j", "dataset": "d", "datasetVersion": "ab", "contract": "strict", "batchSize": 4,
       "epochs": 2, "ranks": 1, "seed": 5, "tail": "even", "shuffle": "packages",
       "onMissing": "fail", "maxMissing": 0, "heldOut": false, "validation": 0.1, "priority": 0,
       "packages": [[2, 8, 100]], "delivered": 8, "originReads": 8, "cacheBytes": 100}
      """;
  private static final String WINDOW =
      """
      {"generation": 1, "epoch": 0, "firstBatch": 0, "batches": 2, "open": [],
       "openings": [{"batch": 0, "package": 1}], "replacements": [], "last": false, "crc": 7,
       "atMillis": 3}
      """;

  private SimulationParsers() {}

  /** The targets. */
  public static List<Target> all() throws IOException {
    return List.of(
        new Target(
            "scenario",
            texts(
                "title = t\nabout = a\nexperiment = availability\ncases = [{set {world.lambda.nodes = 4},"
                    + " expect = [{metric = m, value = 0.5, tolerance = 1e-5, source = s}]}]"),
            input -> scenario(text(input)),
            REFUSALS),
        new Target(
            "fault",
            texts("slow-node 1 at 5 s for 60 s by 4", "reclaim-storm at 10 s"),
            input -> Fault.parse(text(input)),
            REFUSALS),
        new Target(
            "reclaim-trace",
            texts("seconds,environments\n1.5,3\n60,2\n"),
            input -> ReclaimTrace.parse("t", text(input).lines().toList(), 0),
            REFUSALS),
        new Target(
            "recorded-run",
            texts("sheafLambdaTrace=1\nnodes=4\nmicroseconds,function,what,bytes\n10,1,read,100\n"),
            input -> RecordedRun.parse("r", text(input).lines().toList()),
            REFUSALS),
        new Target(
            "trace",
            texts(
                "http.request.uri,http.response.written,timestamp\n\"a,b\",10,2017-06-20 00:00:26.626\n"),
            new FileInput(".csv", file -> TraceReader.read(file, TraceReader.Columns.REGISTRY, 0)),
            REFUSALS,
            FileInput.EVERY),
        new Target(
            "job-trace",
            texts(JOB.replace("\n", "") + "\n" + WINDOW.replace("\n", "") + "\n"),
            new FileInput(".ndjson", file -> JobTraceReader.read(file, 0)),
            REFUSALS,
            FileInput.EVERY),
        new Target(
            "prices",
            List.of(prices()),
            new FileInput(".conf", file -> PriceFile.read(file.toString())),
            REFUSALS,
            FileInput.EVERY));
  }

  /** A scenario may name other files and addresses: that is its writer's business, not a test's. */
  private static void scenario(String text) {
    if (!text.contains("include")) {
      Scenario.parse("s", text);
    }
  }

  private static byte[] prices() throws IOException {
    try (var list = PriceFile.class.getClassLoader().getResourceAsStream("prices/2026.conf")) {
      return Objects.requireNonNull(list).readAllBytes();
    }
  }
}
