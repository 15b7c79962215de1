package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.books.FleetBook;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.FleetCost;
import dev.sheaf.policies.economics.FunctionPrices;
import dev.sheaf.policies.economics.Prices;
import dev.sheaf.policies.economics.StayAwake;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.kernel.Timeline;
import dev.sheaf.simulation.workload.TraceFiles;
import dev.sheaf.simulation.world.Bill;
import dev.sheaf.simulation.world.FunctionHost;
import dev.sheaf.simulation.world.FunctionHost.Transfer;
import dev.sheaf.simulation.world.HostSettings;
import dev.sheaf.simulation.world.NodeLines;
import dev.sheaf.simulation.world.ServingEnd;
import java.nio.file.Path;

/**
 * The experiment {@code lambdaBill}: the requests of a recorded live run, made again of simulated
 * functions, and both bills.
 *
 * <p>Recorded is which function was asked for a chunk and when, and which environments were taken.
 * Everything else is simulated: when functions are called, checked and left to sleep by {@link
 * FleetBook} and {@link StayAwake}, and what that costs. How long a run takes beyond that, a start,
 * and the transfer of a chunk are parameters that the live fleet measured before the recording and
 * after it; none is fitted to the bill.
 */
public final class LambdaBill implements Experiment {
  private static final Prices.ObjectStore NO_ORIGIN = new Prices.ObjectStore("none", 0, 0, 0, 0);
  private static final double ENOUGH_STARTS = 1e6;

  private final TraceFiles files;

  /** Of runs that are found here. */
  public LambdaBill(TraceFiles files) {
    this.files = files;
  }

  @Override
  public String name() {
    return "lambdaBill";
  }

  @Override
  public Run prepare(Parameters in) {
    var recorded = RecordedRun.read(files.find(in.text("jobs.trace", "lambda-run.csv")));
    return seed -> measure(recorded);
  }

  /** Simulates the run of a file. */
  public static Measured replay(Path file) {
    return measure(RecordedRun.read(file));
  }

  private static Measured measure(RecordedRun recorded) {
    var prices =
        new FunctionPrices(
            recorded.fact("requestPicoUsd"),
            recorded.fact("gbSecondPicoUsd"),
            recorded.number("tickMillis"),
            recorded.fact("initBilled") == 1);
    var bill = new Bill(prices, NO_ORIGIN, recorded.number("memoryMb"));
    simulate(recorded, bill);
    var live = recorded.fact("livePicoUsd");
    var liveMillis = recorded.fact("liveBilledMillis");
    var millis = bill.billedMillis(Bill.Purpose.SERVING) + bill.billedMillis(Bill.Purpose.WARMING);
    return new Measured("recorded run")
        .with("requests", recorded.requests().size())
        .with("liveMicroUsd", live / 1e6)
        .with("simulatedMicroUsd", bill.totalPicoUsd() / 1e6)
        .with("liveUsd", FleetCost.dollars(live))
        .with("simulatedUsd", FleetCost.dollars(bill.totalPicoUsd()))
        .with("differenceRatio", ratio(bill.totalPicoUsd(), live))
        .with("liveRuns", recorded.fact("liveRuns"))
        .with("simulatedRuns", bill.times(Bill.Purpose.SERVING) + bill.times(Bill.Purpose.WARMING))
        .with("liveBilledMillis", liveMillis)
        .with("simulatedBilledMillis", millis)
        .with("runOverheadMillis", recorded.fact("overheadNanos") / 1e6)
        .with("startMillis", recorded.fact("startNanos") / 1e6);
  }

  private static double ratio(long simulated, long live) {
    return live == 0 ? 0 : (double) (simulated - live) / live;
  }

  private static void simulate(RecordedRun recorded, Bill bill) {
    var timeline = new Timeline();
    var nodes = recorded.number("functions");
    var host = new FunctionHost(timeline, settings(recorded), bill, 1);
    host.warm();
    var lines =
        new NodeLines(timeline, new FleetBook(nodes, patience(recorded)), host, (n, at) -> {});
    for (int node = 0; node < nodes; node++) {
      lines.holds(node, true);
    }
    for (var request : recorded.requests()) {
      timeline.at(
          request.atNanos(),
          () -> {
            switch (request.what()) {
              case RECLAIM -> host.take(request.function());
              case CALL -> lines.wake(request.function());
              // Which way a chunk goes makes no difference to a bill.
              case READ, WRITE ->
                  lines.submit(
                      request.function(), new Transfer(0, request.bytes(), true), end -> {});
            }
          });
    }
    timeline.runUntil(recorded.fact("untilNanos"));
    // The live fleet slept when its recording ended; a run that is still open here is billed too.
    while (host.isRunning() && timeline.step()) {}
  }

  private static HostSettings settings(RecordedRun recorded) {
    var overhead = recorded.fact("overheadNanos");
    return new HostSettings(
        recorded.number("functions"),
        recorded.fact("bytesPerSecond"),
        new HostSettings.Latency(
            overhead, overhead + recorded.fact("startNanos"), overhead, recorded.fact("pingNanos")),
        Long.MAX_VALUE,
        ENOUGH_STARTS,
        new ServingEnd.WhenLate(
            new StayAwake(recorded.fact("againNanos"), recorded.fact("mostNanos")),
            recorded.fact("firstRequestNanos")),
        new HostSettings.Backup(0, 0),
        0);
  }

  private static Patience patience(RecordedRun recorded) {
    return new Patience(
        recorded.fact("warmUpNanos"),
        recorded.fact("pingLimitNanos"),
        recorded.fact("invokeLimitNanos"),
        recorded.number("attempts"),
        recorded.fact("restNanos"));
  }
}
