package dev.sheaf.policies.economics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who pays for the runs of a fleet of functions that keeps packages of datasets for jobs.
 *
 * <pre>
 *   a run ─ served requests ─► the jobs whose reads caused them, an equal part a request
 *         ├ requests of no job ─► what is spent on keeping their dataset
 *         ├ served none (a warm-up, a call in vain) ─► the datasets it holds chunks of, by chunks
 *         └ holds nothing ─► nobody
 *   what is spent on keeping a dataset ─► the jobs that had requests to it since that was last
 *         shared out, by requests; while there are none, it waits for the next that reads it
 * </pre>
 *
 * <p>A request is one chunk, read or written. Whoever has a package read pays for its chunks,
 * whoever has it fetched from below pays for writing it; a package that several wait for is on the
 * account of the one who began, as with reads of the origin. What was charged and what was not adds
 * up to what the fleet was billed, exactly.
 *
 * <p><i>Cost:</i> O(requests of a run); a few dozen bytes a dataset, and a job that reads it.
 *
 * @param <D> what names a dataset
 */
public final class FleetAccounts<D> {
  private final Map<D, Keeping> kept = new LinkedHashMap<>();
  private final TreeMap<String, RunCost> owed = new TreeMap<>();
  private RunCost nobodys = RunCost.NONE;

  /** What is spent on keeping a dataset and not shared out yet, and who had requests since. */
  private static final class Keeping {
    private final TreeMap<String, Long> requests = new TreeMap<>();
    private RunCost cost = RunCost.NONE;
  }

  /**
   * Requests that a run served.
   *
   * @param job whose reads caused them; empty for nobody's
   */
  public record Use<D>(String job, D dataset, long requests) {}

  /**
   * A run that has come back.
   *
   * @param held chunks that the function holds, by dataset
   */
  public record Run<D>(RunCost cost, List<Use<D>> uses, Map<D, Long> held) {}

  /** What a job is to pay from now on, beside what it was charged before. */
  public record Charged(String job, RunCost cost) {}

  /** Puts a run on accounts. */
  public void ran(Run<D> run) {
    if (!run.uses().isEmpty()) {
      var parts = run.cost().split(run.uses().stream().map(Use::requests).toList());
      for (int i = 0; i < parts.size(); i++) {
        used(run.uses().get(i), parts.get(i));
      }
      return;
    }
    var datasets = List.copyOf(run.held().keySet());
    var chunks = datasets.stream().map(dataset -> run.held().getOrDefault(dataset, 0L)).toList();
    if (chunks.stream().allMatch(count -> count == 0)) {
      nobodys = nobodys.plus(run.cost());
      return;
    }
    var parts = run.cost().split(chunks);
    for (int i = 0; i < parts.size(); i++) {
      keeping(datasets.get(i)).cost = keeping(datasets.get(i)).cost.plus(parts.get(i));
    }
  }

  private void used(Use<D> use, RunCost part) {
    var keeping = keeping(use.dataset());
    if (use.job().isEmpty()) {
      keeping.cost = keeping.cost.plus(part);
    } else {
      keeping.requests.merge(use.job(), use.requests(), Long::sum);
      owed.merge(use.job(), part, RunCost::plus);
    }
  }

  private Keeping keeping(D dataset) {
    return kept.computeIfAbsent(dataset, absent -> new Keeping());
  }

  /** Shares out what is spent on keeping, and says what each job is charged since the last time. */
  public List<Charged> settle() {
    kept.values().forEach(this::shareOut);
    var charged = new ArrayList<Charged>();
    owed.forEach((job, cost) -> charged.add(new Charged(job, cost)));
    owed.clear();
    return charged;
  }

  private void shareOut(Keeping keeping) {
    if (keeping.requests.isEmpty() || keeping.cost.equals(RunCost.NONE)) {
      return;
    }
    var jobs = List.copyOf(keeping.requests.keySet());
    var parts = keeping.cost.split(List.copyOf(keeping.requests.values()));
    for (int i = 0; i < parts.size(); i++) {
      owed.merge(jobs.get(i), parts.get(i), RunCost::plus);
    }
    keeping.requests.clear();
    keeping.cost = RunCost.NONE;
  }

  /** What no job was charged so far. */
  public RunCost unattributed() {
    var sum = nobodys;
    for (var keeping : kept.values()) {
      sum = sum.plus(keeping.cost);
    }
    for (var cost : owed.values()) {
      sum = sum.plus(cost);
    }
    return sum;
  }
}
