package dev.sheaf.node.bench;

import dev.sheaf.lambda.bridge.FleetRecording;
import dev.sheaf.node.NodeStartException;
import dev.sheaf.policies.functions.Charge;
import dev.sheaf.policies.vocabulary.Draw;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Records a run of real functions for the simulator: reads at several paces, some functions taken
 * away in between, and what all of it was billed.
 *
 * <p>Before and after that it measures, with reads at the same paces, what a simulation cannot know
 * of this machine: how long a start takes, what a run that serves a single chunk is billed beyond
 * what it was asked to stay, and how fast chunks come.
 */
public final class LambdaRecording {
  private static final int PACKAGES = 8;
  private static final int BYTES = 1 << 20;
  private static final int KILLED = 2;

  /** How often packages are read, and how far apart. */
  private static final List<Pace> PACES =
      List.of(new Pace(60, 0), new Pace(40, 120), new Pace(12, 700), new Pace(40, 60));

  private final FunctionsUnderTest functions;
  private final FleetRecording recording;
  private final MemorySegment into;

  private record Pace(int reads, long gapMillis) {}

  private LambdaRecording(FunctionsUnderTest functions) {
    this.functions = functions;
    this.recording = functions.bridge().record();
    this.into = functions.room(BYTES);
  }

  /** Starts functions, records to {@code file}, and ends them. */
  public static BenchResult run(LambdaBench.Params params, Path file, Consumer<String> say)
      throws IOException, NodeStartException, InterruptedException {
    say.accept("starting %d functions ...".formatted(params.functions()));
    try (var functions = FunctionsUnderTest.start(params.functions(), params.code())) {
      var asked = new LinkedHashMap<String, Object>();
      asked.put("functions", params.functions());
      asked.put("code", params.code().toString());
      asked.put("record", file.toString());
      var figures = new LambdaRecording(functions).record(file, say);
      return new BenchResult("lambda", asked, figures, List.of());
    }
  }

  private Map<String, Object> record(Path file, Consumer<String> say)
      throws IOException, InterruptedException {
    say.accept("measuring ...");
    startAll();
    for (int i = 0; i < PACKAGES; i++) {
      functions.write(i, BYTES);
    }
    PACES.forEach(this::read);
    functions.awaitBills();
    say.accept("recording ...");
    var before = functions.lambda().bill().total();
    recording.begin();
    PACES.forEach(this::read);
    for (int victim = 0; victim < KILLED; victim++) {
      recording.reclaimed(victim);
      functions.reclaim(victim);
    }
    PACES.forEach(this::read);
    functions.awaitBills();
    recording.end();
    var after = functions.lambda().bill().total();
    say.accept("measuring again ...");
    PACES.forEach(this::read);
    functions.awaitBills();
    Files.writeString(file, recording.text());
    return figures(before, after);
  }

  /** Every function is started once more, and asked for nothing. */
  private void startAll() throws InterruptedException {
    functions.awaitSleep();
    for (int function = 0; function < functions.bridge().functions(); function++) {
      functions.reclaim(function);
    }
    functions.bridge().wakeAll();
    functions.awaitBills();
  }

  private void read(Pace pace) {
    for (int i = 0; i < pace.reads(); i++) {
      read((int) Draw.below(Draw.draw(1, pace.gapMillis(), i), PACKAGES));
      try {
        TimeUnit.MILLISECONDS.sleep(pace.gapMillis());
      } catch (InterruptedException stopped) {
        throw new IllegalStateException("the recording was stopped", stopped);
      }
    }
  }

  private void read(int index) {
    if (!functions.read(index, into)) {
      throw new IllegalStateException("package " + index + " is not in the functions");
    }
    functions.check(index, into);
  }

  private Map<String, Object> figures(Charge before, Charge after) {
    var figures = new LinkedHashMap<String, Object>();
    figures.put("runsMeasuredBeside", recording.measured());
    figures.put("runs", after.invocations() - before.invocations());
    figures.put("billMicroUsd", (after.picoUsd() - before.picoUsd()) / 1e6);
    figures.put("meteredMicroUsd", recording.cost().costMicroUsd());
    return figures;
  }
}
