package dev.sheaf.lambda.bridge;

import dev.sheaf.actors.tier.Payer;
import dev.sheaf.policies.economics.FleetAccounts;
import dev.sheaf.policies.economics.FleetAccounts.Charged;
import dev.sheaf.policies.economics.FleetAccounts.Use;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.wire.chunk.ChunkKey;
import dev.sheaf.wire.chunk.RunReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which job's requests each run of a function serves, until its bill has come: the live shell of
 * {@link FleetAccounts}, for many readers at once.
 *
 * <p>What a run served whose call never came back is forgotten with the runs that came long before.
 */
final class RunUses {
  /** A call comes back later than the next one at most so often in a row. */
  private static final long LATE_CALLS = 8;

  private final FleetAccounts<PackageKey> accounts = new FleetAccounts<>();
  private final Map<Integer, TreeMap<Long, Served>> openByNode = new HashMap<>();
  private volatile IntFunction<Map<PackageKey, Long>> held = node -> Map.of();
  private volatile Consumer<Ran> listener = ran -> {};
  private volatile @Nullable FleetRecording recording;

  private record Asked(String job, PackageKey version) {}

  /** What a run has served. */
  private static final class Served {
    private final Map<Asked, Long> requests = new LinkedHashMap<>();
    private long stayNanos;

    private List<Use<PackageKey>> uses() {
      var uses = new ArrayList<Use<PackageKey>>();
      requests.forEach((who, count) -> uses.add(new Use<>(who.job(), who.version(), count)));
      return uses;
    }
  }

  /** From now on the chunks that a function holds are known, by dataset version. */
  void holding(IntFunction<Map<PackageKey, Long>> now) {
    held = now;
  }

  /** From now on this hears of each run that came back. */
  void tell(Consumer<Ran> who) {
    listener = who;
  }

  /** From now on what is wanted and billed is taken down. */
  void record(FleetRecording into) {
    recording = into;
  }

  /** Somebody wants a chunk of a function, or wants to give it one, and will wake it for that. */
  void wanted(int node, boolean write, long bytes) {
    var into = recording;
    if (into != null) {
      into.wanted(node, write, bytes);
    }
  }

  /** A chunk came so long after it was wanted. */
  void took(long bytes, long nanos) {
    var into = recording;
    if (into != null) {
      into.took(bytes, nanos);
    }
  }

  /** A chunk is asked for, or sent to be kept, in the run of this session. */
  synchronized void asked(Session session, Payer payer, ChunkKey chunk, long stayNanos) {
    var run = session.hello();
    var served =
        openByNode
            .computeIfAbsent(run.node(), absent -> new TreeMap<>())
            .computeIfAbsent(run.question(), absent -> new Served());
    served.requests.merge(new Asked(payer.job(), PackageKey.of(chunk).version()), 1L, Long::sum);
    served.stayNanos = stayNanos;
    var into = recording;
    if (into != null) {
      into.sent(run.node());
    }
  }

  /** The bill of a run has come. */
  void ran(int node, RunReport report, RunCost cost, boolean warmUp) {
    var chunks = held.apply(node);
    var served = over(node, report.question());
    synchronized (this) {
      accounts.ran(new FleetAccounts.Run<>(cost, served.uses(), chunks));
    }
    var requests = served.requests.values().stream().mapToLong(Long::longValue).sum();
    var ran = new Ran(report, cost, warmUp, requests, served.stayNanos);
    listener.accept(ran);
    var into = recording;
    if (into != null) {
      into.ran(ran);
    }
  }

  private synchronized Served over(int node, long question) {
    var open = openByNode.computeIfAbsent(node, absent -> new TreeMap<>());
    var served = open.remove(question);
    open.headMap(question - LATE_CALLS).clear();
    return served == null ? new Served() : served;
  }

  /** What each job is charged since the last time. */
  synchronized List<Charged> settle() {
    return accounts.settle();
  }

  /** What no job was charged. */
  synchronized RunCost unattributed() {
    return accounts.unattributed();
  }
}
