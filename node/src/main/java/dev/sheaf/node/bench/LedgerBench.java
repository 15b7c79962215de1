package dev.sheaf.node.bench;

import dev.sheaf.policies.books.Decision;
import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.EpochLedger;
import dev.sheaf.policies.ledger.LedgerCommand;
import dev.sheaf.policies.ledger.LedgerEffect;
import dev.sheaf.policies.ledger.LedgerEvent;
import dev.sheaf.policies.ledger.LedgerReply;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.ledger.Selections;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a job costs the node that coordinates it: heap of its state, and time to assign its batches.
 *
 * <p>One ledger assigns and commits whole epochs over a table of packages that nobody stores. Heap
 * is what is in use after collections, less what was before the job.
 */
public final class LedgerBench {
  private static final int WINDOWS_AN_EPOCH = 256;
  private static final int COLLECTIONS = 4;
  private static final long PACKAGE_BYTES = 16L << 20;
  private static final DatasetVersion VERSION = new DatasetVersion("bench", "0".repeat(64));

  /**
   * What to measure.
   *
   * @param epochs as many are kept for resume
   */
  public record Params(
      long samples, int packages, int globalBatch, int epochs, Contract contract) {}

  private final Params params;
  private final PackageTable table;
  private final LedgerState state = new LedgerState();
  private long drawn;

  private LedgerBench(Params params) {
    this.params = params;
    this.table = table(params);
  }

  /** Runs all epochs of one job. */
  public static BenchResult run(Params params) {
    var bench = new LedgerBench(params);
    var before = heapInUse();
    var began = System.nanoTime();
    bench.submit();
    for (int epoch = 0; epoch < params.epochs(); epoch++) {
      bench.assign(epoch);
    }
    var nanos = System.nanoTime() - began;
    var ours = new LinkedHashMap<String, Object>();
    ours.put("stateBytes", heapInUse() - before);
    ours.put("nanosPerSample", nanos / (double) (params.samples() * params.epochs()));
    ours.put("batchesPerEpoch", bench.state.batches(0));
    return new BenchResult(
        "ledger",
        Map.of(
            "samples", params.samples(),
            "packages", bench.table.packages(),
            "globalBatch", params.globalBatch(),
            "epochs", params.epochs(),
            "contract", params.contract()),
        ours,
        List.of());
  }

  private static PackageTable table(Params params) {
    var packages = params.packages();
    var samples = params.samples();
    var counts =
        IntStream.range(0, packages)
            .map(each -> (int) ((each + 1) * samples / packages - each * samples / packages))
            .toArray();
    return PackageTable.of(
        counts, LongStream.generate(() -> PACKAGE_BYTES).limit(packages).toArray());
  }

  private void submit() {
    var spec =
        new JobSpec(
            "bench",
            VERSION,
            params.contract(),
            params.globalBatch(),
            params.epochs(),
            1,
            1,
            Tail.EVEN,
            Shuffle.PACKAGES,
            OnMissing.FAIL,
            0,
            null,
            0,
            false,
            0);
    var reply = decide(new LedgerCommand.Submit(spec, Math.max(2, params.epochs()))).reply();
    if (reply instanceof LedgerReply.Refused refused) {
      throw new IllegalArgumentException(refused.field() + " " + refused.detail());
    }
  }

  private void assign(int epoch) {
    var batches = state.batches(epoch);
    var ahead = Math.max(1, batches / WINDOWS_AN_EPOCH);
    while (state.assigned(epoch) < batches) {
      var next = state.assigned(epoch);
      decide(new LedgerCommand.Consumed(1, epoch, 0, next));
      var asked = decide(new LedgerCommand.NextBatch(1, epoch, 0, next, "bench", ahead));
      for (var effect : asked.effects()) {
        if (effect instanceof LedgerEffect.ChooseOpenings choose) {
          var offered = anyPackages(choose.packages());
          decide(new LedgerCommand.Assign(1, epoch, next, ahead, offered));
        }
      }
    }
    decide(new LedgerCommand.Consumed(1, epoch, 0, batches));
  }

  /** What a conductor would have at hand: packages in no order. */
  private List<Integer> anyPackages(int count) {
    return IntStream.range(0, count)
        .map(each -> (int) Math.floorMod(Draw.draw(1, drawn++), (long) table.packages()))
        .distinct()
        .boxed()
        .toList();
  }

  private Decision<LedgerEvent, LedgerEffect, LedgerReply> decide(LedgerCommand command) {
    var decision = new EpochLedger(state, table, Selections.NONE).decide(command, 0);
    decision.events().forEach(state::apply);
    return decision;
  }

  private static long heapInUse() {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
    }
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
