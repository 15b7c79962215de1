package dev.sheaf.http.metrics;

import static dev.sheaf.http.metrics.Figure.counter;
import static dev.sheaf.http.metrics.Figure.gauge;
import static dev.sheaf.http.metrics.Metric.Kind.COUNTER;
import static dev.sheaf.http.metrics.Metric.Kind.GAUGE;
import static dev.sheaf.http.metrics.Metric.Unit.BYTES;
import static dev.sheaf.http.metrics.Metric.Unit.COUNT;
import static dev.sheaf.http.metrics.Metric.Unit.RATIO;

import dev.sheaf.actors.ensemble.Slots;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.ephemeral.EphemeralShelf;
import dev.sheaf.actors.job.BatchDesk;
import dev.sheaf.actors.job.JobPlace;
import dev.sheaf.actors.model.Models;
import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.actors.task.TaskCounts;
import dev.sheaf.actors.task.TaskDoor;
import dev.sheaf.http.ring.Rings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What those know who do a node's work: jobs, models, tasks, slots, and the cluster's view. */
final class WorkMetrics {
  static final List<Figure<BatchDesk>> JOBS =
      List.of(
          gauge("sheaf_jobs", COUNT, "Jobs that this node served lately", of -> of.places().size()),
          byJob(
              "sheaf_job_epoch",
              Metric.Unit.COUNT,
              "The epoch of which a batch was asked for here last, from 0",
              JobPlace::epoch),
          byJob(
              "sheaf_job_epoch_progress_ratio",
              RATIO,
              "How far that epoch is by the last batch that was asked for here",
              WorkMetrics::progress),
          byJob(
              "sheaf_prefetch_depth_batches",
              COUNT,
              "Batches after that one whose ids are on this node already",
              JobPlace::ahead));

  static final List<Figure<Preparer>> PREPARED =
      List.of(
          counter(
              "sheaf_prepared_decodes_total",
              COUNT,
              "Pictures of prepared batches that were decoded",
              Preparer::decodes),
          counter(
              "sheaf_prepared_hits_total",
              COUNT,
              "Pictures of prepared batches that were found decoded",
              Preparer::hits),
          gauge(
              "sheaf_prepared_bytes",
              BYTES,
              "Pixels that are kept for prepared batches",
              Preparer::usedBytes));

  static final List<Figure<Rings>> RINGS =
      List.of(
          gauge("sheaf_rings", COUNT, "Clients on this host that share memory", Rings::count),
          gauge("sheaf_rings_bytes", BYTES, "Memory that they share", Rings::usedBytes));

  static final List<Figure<EphemeralShelf>> EPHEMERAL =
      List.of(
          counter("sheaf_ephemeral_puts_total", COUNT, "Values kept here", EphemeralShelf::puts),
          counter("sheaf_ephemeral_gets_total", COUNT, "Values read here", EphemeralShelf::gets),
          gauge("sheaf_ephemeral_values", COUNT, "Values that are here", EphemeralShelf::count),
          gauge(
              "sheaf_ephemeral_memory_used_bytes",
              BYTES,
              "Memory of their pages",
              EphemeralShelf::usedMemoryBytes),
          gauge(
              "sheaf_ephemeral_memory_capacity_bytes",
              BYTES,
              "Memory that such pages may take",
              EphemeralShelf::memoryBytes),
          gauge(
              "sheaf_ephemeral_disk_used_bytes",
              BYTES,
              "Disk of their pages",
              EphemeralShelf::usedDiskBytes));

  static final List<Figure<Models>> MODELS =
      List.of(
          gauge(
              "sheaf_models_open",
              COUNT,
              "Models that are on the accelerator, or in the process that stands for one",
              of -> of.counts().open()),
          Figure.by(
              new Metric(
                  "sheaf_model_openings_total",
                  COUNTER,
                  COUNT,
                  List.of("tier"),
                  "Openings of models, by the tier that had the weights: gpu, memory, disk, origin"),
              of -> byTier(of.counts().openings())),
          Figure.by(
              new Metric(
                  "sheaf_model_used_bytes",
                  GAUGE,
                  BYTES,
                  List.of("tier"),
                  "Weights that are resident, by tier"),
              of -> fill(of.counts(), Models.Fill.Tier::usedBytes)),
          Figure.by(
              new Metric(
                  "sheaf_model_capacity_bytes",
                  GAUGE,
                  BYTES,
                  List.of("tier"),
                  "What weights may take, by tier"),
              of -> fill(of.counts(), Models.Fill.Tier::capacityBytes)));

  static final List<Figure<TaskDoor>> TASKS =
      List.of(
          counter(
              "sheaf_task_runs_total",
              COUNT,
              "Runs of tasks that were begun here",
              of -> of.counts().runs()),
          gauge(
              "sheaf_task_runs_active",
              COUNT,
              "Runs of tasks that are under way here",
              of -> of.counts().underWay()),
          counter(
              "sheaf_task_memo_hits_total",
              COUNT,
              "Rows of results that were there before a run began",
              of -> of.counts().memoHits()),
          byEngine(
              "sheaf_tasks_done_total", "Attempts that gave what was asked for", t -> t.done()),
          byEngine("sheaf_task_failures_total", "Attempts that failed", t -> t.failed()),
          byEngine(
              "sheaf_task_retries_total",
              "Attempts that were begun because another had failed",
              t -> t.retries()),
          byEngine(
              "sheaf_task_duplicates_total",
              "Attempts that were begun because another was slow",
              t -> t.duplicates()));

  static final List<Figure<Slots>> SLOTS =
      List.of(
          Figure.by(
              new Metric(
                  "sheaf_slots",
                  GAUGE,
                  COUNT,
                  List.of("state"),
                  "Slots of this node for members of ensembles: busy, free"),
              of -> slots(of.usage())),
          counter(
              "sheaf_trainers_started_total",
              COUNT,
              "Processes that were started to train members",
              of -> of.usage().started()));

  static final List<Figure<ClusterView>> CLUSTER =
      List.of(
          gauge(
              "sheaf_cluster_members",
              COUNT,
              "Members that are up, as this node sees it",
              of -> of.members().size()),
          gauge(
              "sheaf_cluster_unreachable_members",
              COUNT,
              "Members that this node cannot reach",
              ClusterView::unreachable),
          gauge(
              "sheaf_cluster_partitions_owned",
              COUNT,
              "Partitions that this node owns",
              WorkMetrics::owned));

  private WorkMetrics() {}

  private static Figure<BatchDesk> byJob(
      String name, Metric.Unit unit, String meaning, ToDoubleFunction<JobPlace> of) {
    return Figure.by(
        new Metric(name, GAUGE, unit, List.of("job"), meaning),
        desk -> {
          var values = new HashMap<String, Double>();
          desk.places().forEach(place -> values.put(place.job(), of.applyAsDouble(place)));
          return values;
        });
  }

  private static double progress(JobPlace place) {
    return place.batches() == 0 ? 0 : Math.min(1, (double) place.asked() / place.batches());
  }

  private static Figure<TaskDoor> byEngine(
      String name, String meaning, ToDoubleFunction<TaskCounts.ByEngine> of) {
    return Figure.by(
        new Metric(name, COUNTER, COUNT, List.of("engine"), meaning),
        door -> {
          var values = new HashMap<String, Double>();
          door.counts()
              .engines()
              .forEach((engine, counts) -> values.put(engine, of.applyAsDouble(counts)));
          return values;
        });
  }

  private static <E extends Enum<E>> Map<String, Long> byTier(Map<E, Long> counts) {
    var values = new HashMap<String, Long>();
    counts.forEach((tier, count) -> values.put(tier.name().toLowerCase(Locale.ROOT), count));
    return values;
  }

  private static Map<String, Double> fill(
      Models.Counts counts, ToDoubleFunction<Models.Fill.Tier> of) {
    var values = new HashMap<String, Double>();
    counts
        .tiers()
        .forEach((tier, fill) ->
            values.put(tier.name().toLowerCase(Locale.ROOT), of.applyAsDouble(fill)));
    return values;
  }

  private static Map<String, Long> slots(Slots.Usage usage) {
    return Map.of("busy", usage.busy(), "free", Math.max(0, usage.slots() - usage.busy()));
  }

  private static double owned(ClusterView cluster) {
    var self = cluster.self().id();
    var owned = 0;
    for (int partition = 0; partition < cluster.partitions(); partition++) {
      var owners = cluster.owners(partition, 1);
      owned += !owners.isEmpty() && owners.getFirst().id().equals(self) ? 1 : 0;
    }
    return owned;
  }
}
