package dev.sheaf.node.demo;

import dev.sheaf.gpu.worker.GpuEvent;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * Follows an ensemble's training: what it prints while it runs, and the losses it ends with. Used
 * by one thread at a time.
 */
final class DemoProgress {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int LAST_STEPS = 20;

  private final long totalSamples;
  private final Consumer<String> print;
  private final DoubleSupplier hitRatio;
  private final Runnable halfway;
  private boolean passedHalf;
  private final Map<String, MemberProgress> members = new TreeMap<>();
  private final Map<String, TrainedSamples> trained = new TreeMap<>();
  private final long began = System.nanoTime();
  private long printed = System.nanoTime();
  private long samples;

  /**
   * Progress from nothing.
   *
   * @param halfway runs once, aside, when half of the samples have been trained on
   */
  DemoProgress(
      long totalSamples, DoubleSupplier hitRatio, Runnable halfway, Consumer<String> print) {
    this.halfway = halfway;
    this.totalSamples = totalSamples;
    this.hitRatio = hitRatio;
    this.print = print;
  }

  synchronized void on(GpuEvent event) {
    switch (event) {
      case GpuEvent.Started started -> started(started);
      case GpuEvent.Stepped step -> stepped(step);
      case GpuEvent.Restarted restarted ->
          print.accept(restarted.member() + " was restarted: " + restarted.reason());
      case GpuEvent.Trained trained -> print.accept(trained.member() + " is trained");
      case GpuEvent.Failed failed -> print.accept(failed.member() + " failed: " + failed.reason());
      case GpuEvent.Fed fed -> {}
      case GpuEvent.Facts facts -> {}
      case GpuEvent.Scored scored -> {}
      case GpuEvent.Profiled profiled -> {}
      case GpuEvent.Saved saved -> {}
      case GpuEvent.Paused paused -> {}
      case GpuEvent.Killed killed -> {}
    }
  }

  private void started(GpuEvent.Started started) {
    trained(started.member()).backTo(started.step());
    print.accept(
        "%s trains on %s (%s, %,d parameters)"
            .formatted(
                started.member(),
                started.device().equals("cpu") ? "the CPU, as there is no GPU" : started.device(),
                started.engine(),
                started.parameters()));
  }

  /** What a member has trained on. */
  synchronized TrainedSamples trained(String member) {
    return trained.computeIfAbsent(member, name -> new TrainedSamples());
  }

  private void stepped(GpuEvent.Stepped step) {
    members.computeIfAbsent(step.member(), name -> new MemberProgress()).add(step);
    trained(step.member()).add(step);
    samples += step.ids().size();
    if (!passedHalf && 2 * samples >= totalSamples) {
      passedHalf = true;
      Thread.startVirtualThread(halfway);
    }
    var now = System.nanoTime();
    if (now - printed >= EVERY_NANOS) {
      printed = now;
      print.accept(line(now));
    }
  }

  private String line(long now) {
    var text = new StringBuilder();
    var seconds = (now - began) / 1e9;
    text.append(
        "%3.0f %%  %,6.0f samples/s  at hand %5.1f %%"
            .formatted(
                100.0 * samples / totalSamples, samples / seconds, 100 * hitRatio.getAsDouble()));
    members.forEach((name, member) ->
        text.append(
            String.format(
                Locale.ROOT, "  %s: epoch %d loss %.3f", name, member.epoch + 1, member.last())));
    return text.toString();
  }

  synchronized double firstLoss(String member) {
    var progress = members.get(member);
    return progress == null ? Double.NaN : progress.first();
  }

  synchronized double lastLoss(String member) {
    var progress = members.get(member);
    return progress == null ? Double.NaN : progress.last();
  }

  synchronized double stallSeconds(String member) {
    var progress = members.get(member);
    return progress == null ? 0 : progress.waitMillis / 1e3;
  }

  /** Means over the first and the last steps, which single batches would blur. */
  private static final class MemberProgress {
    private final double[] latest = new double[LAST_STEPS];
    private double firstSum;
    private int steps;
    private int epoch;
    private double waitMillis;

    void add(GpuEvent.Stepped step) {
      if (steps < LAST_STEPS) {
        firstSum += step.loss();
      }
      latest[steps % LAST_STEPS] = step.loss();
      steps++;
      epoch = step.epoch();
      waitMillis += step.times().waitMillis();
    }

    double first() {
      return steps == 0 ? Double.NaN : firstSum / Math.min(steps, LAST_STEPS);
    }

    double last() {
      var counted = Math.min(steps, LAST_STEPS);
      var sum = 0.0;
      for (int i = 0; i < counted; i++) {
        sum += latest[i];
      }
      return counted == 0 ? Double.NaN : sum / counted;
    }
  }
}
