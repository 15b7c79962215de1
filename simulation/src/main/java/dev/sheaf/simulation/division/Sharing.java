package dev.sheaf.simulation.division;

import dev.sheaf.policies.division.BestDivision;
import dev.sheaf.policies.division.CacheThroughput;
import dev.sheaf.policies.division.ControlledProbe;
import dev.sheaf.policies.division.DatasetDemand;
import dev.sheaf.policies.division.JobBenefit;
import dev.sheaf.policies.division.SpaceDivision;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run: every second each job reads as fast as its GPUs, its share of the origin and what is
 * cached allow; what it misses fills the space of its dataset.
 */
final class Sharing {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long BATCH_BYTES = 32L << 20;
  private static final int STEPS = 20;

  private final Timeline time = new Timeline();
  private final Division.Setting setting;
  private final SpaceDivision division;
  private final RandomStream chance;
  private final List<Training> active = new ArrayList<>();
  private final TreeMap<String, Double> cached = new TreeMap<>();
  private final TreeMap<String, Long> shares = new TreeMap<>();
  private int waiting;
  private double completionSeconds;
  private double gpuStallSeconds;
  private double gpuSeconds;
  private double originBytes;
  private double lastEndSeconds;

  /** Under a policy. */
  Sharing(Division.Setting setting, SpaceDivision division, long seed) {
    this.setting = setting;
    this.division = division;
    this.chance = new RandomStream(seed, "probe");
    setting.datasets().keySet().forEach(name -> cached.put(name, 0.0));
  }

  /** Under the bound, which knows every job's true rates. */
  Sharing(Division.Setting setting, long seed) {
    this.setting = setting;
    this.chance = new RandomStream(seed, "probe");
    this.division = new BestDivision(STEPS, this::gpusAtWork);
    setting.datasets().keySet().forEach(name -> cached.put(name, 0.0));
  }

  /** A job that trains. */
  private static final class Training {
    private final Reader job;
    private double leftBytes;
    private JobBenefit benefit;

    Training(Reader job, double bytes, JobBenefit benefit) {
      this.job = job;
      this.leftBytes = bytes;
      this.benefit = benefit;
    }
  }

  Measured measure() {
    waiting = setting.readers().size();
    for (var reader : setting.readers()) {
      time.at(reader.fromNanos(), () -> join(reader));
    }
    everySecond();
    while ((waiting > 0 || !active.isEmpty()) && time.step()) {}
    return new Measured(division.name())
        .with("makespanSeconds", lastEndSeconds)
        .with("meanCompletionSeconds", completionSeconds / setting.readers().size())
        .with("gpuStallSeconds", gpuStallSeconds)
        .with("stallPercent", 100 * gpuStallSeconds / gpuSeconds)
        .with("originBytes", originBytes);
  }

  private void join(Reader reader) {
    waiting--;
    var bytes = size(reader) * reader.epochs();
    active.add(new Training(reader, bytes, probe(reader)));
    // Those who share the origin with it read slower now: what the cache is worth to them changes.
    active.forEach(each -> each.benefit = probe(each.job));
    divide();
  }

  private JobBenefit probe(Reader reader) {
    var probe = new ControlledProbe(setting.probes());
    while (probe.next() != ControlledProbe.Next.DONE) {
      var bandwidth =
          probe.next() == ControlledProbe.Next.FROM_CACHE
              ? (double) setting.cacheBytesPerSecond()
              : originBytesPerSecond();
      var rate = Math.min((double) reader.idealBytesPerSecond(), bandwidth);
      var jitter = 1 + setting.jitter() * (2 * chance.uniform() - 1);
      probe.took(Math.max(1, Math.round(1e9 * BATCH_BYTES / rate * jitter)));
    }
    return probe.benefit(reader.name(), reader.gpus(), BATCH_BYTES);
  }

  private double originBytesPerSecond() {
    var fair = (double) setting.originBytesPerSecond() / Math.max(1, active.size());
    return Math.min((double) setting.jobBytesPerSecond(), fair);
  }

  private void divide() {
    var demands = new ArrayList<DatasetDemand>();
    for (var stored : setting.datasets().values()) {
      var jobs =
          active.stream()
              .filter(each -> each.job.dataset().equals(stored.name()))
              .map(each -> each.benefit)
              .toList();
      if (!jobs.isEmpty()) {
        demands.add(new DatasetDemand(stored.name(), stored.bytes(), stored.blockBytes(), jobs));
      }
    }
    shares.clear();
    if (!demands.isEmpty()) {
      shares.putAll(division.divide(setting.capacityBytes(), demands));
    }
    cached.replaceAll((name, bytes) -> Math.min(bytes, share(name)));
  }

  private void everySecond() {
    time.after(SECOND_NANOS, this::second);
  }

  private void second() {
    var ended = new ArrayList<Training>();
    var misses = new TreeMap<String, Double>();
    for (var each : active) {
      var size = size(each.job);
      var held = cached.getOrDefault(each.job.dataset(), 0.0);
      var rate = rate(each.job, held);
      var read = Math.min(each.leftBytes, rate);
      each.leftBytes -= read;
      gpuSeconds += each.job.gpus();
      gpuStallSeconds += each.job.gpus() * (1 - rate / each.job.idealBytesPerSecond());
      var missed = read * (1 - held / size);
      originBytes += missed;
      misses.merge(each.job.dataset(), missed, Double::sum);
      if (each.leftBytes <= 0) {
        ended.add(each);
      }
    }
    misses.forEach((name, bytes) ->
        cached.merge(name, bytes, (had, more) -> Math.min(share(name), had + more)));
    ended.forEach(this::end);
    if (waiting > 0 || !active.isEmpty()) {
      everySecond();
    }
  }

  private double share(String dataset) {
    return shares.getOrDefault(dataset, 0L);
  }

  private double size(Reader job) {
    return Objects.requireNonNull(setting.datasets().get(job.dataset())).bytes();
  }

  private double rate(Reader job, double heldBytes) {
    var size = size(job);
    var ideal = (double) Math.min(job.idealBytesPerSecond(), setting.cacheBytesPerSecond());
    return CacheThroughput.of(ideal, originBytesPerSecond(), Math.min(heldBytes, size), size);
  }

  private void end(Training training) {
    lastEndSeconds = time.now() / 1e9;
    completionSeconds += lastEndSeconds - training.job.fromNanos() / 1e9;
    active.remove(training);
    active.forEach(each -> each.benefit = probe(each.job));
    divide();
  }

  /** How many GPUs would be at work under a division, once it is filled. */
  private double gpusAtWork(SortedMap<String, Long> division) {
    return active.stream()
        .mapToDouble(each -> {
          var held = (double) division.getOrDefault(each.job.dataset(), 0L);
          return each.job.gpus() * rate(each.job, held) / each.job.idealBytesPerSecond();
        })
        .sum();
  }
}
