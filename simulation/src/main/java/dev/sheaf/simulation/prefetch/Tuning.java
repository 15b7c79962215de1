package dev.sheaf.simulation.prefetch;

import dev.sheaf.policies.prefetch.Observed;
import dev.sheaf.policies.prefetch.OccupancyTuner;
import dev.sheaf.policies.prefetch.PrefetchTuner;
import dev.sheaf.policies.prefetch.PrefetchTuner.Verdict;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.kernel.RandomStream;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.ArrayList;
import java.util.List;

/** One run of a consumer, its readers and their tuner. */
final class Tuning {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final double WAITING = 0.05;
  private static final long UNLISTED = 1L << 40;

  private final Timeline time = new Timeline();
  private final Prefetching.Setting setting;
  private final PrefetchTuner tuner;
  private final boolean asReleased;
  private final Buffer buffer;
  private final Consumer consumer;
  private final Readers readers;
  private final List<Second> seconds = new ArrayList<>();
  private long waitedAtAsk;
  private long consumedAtAsk;
  private long blockedAtAsk;
  private long waitedAtSecond;
  private int originErrors;
  private int verdicts;

  /** What a second was like at its end. */
  private record Second(double waitShare, int readers, long bufferBytes) {}

  Tuning(Prefetching.Setting setting, PrefetchTuner tuner, long seed) {
    this.setting = setting;
    this.tuner = tuner;
    this.asReleased = tuner instanceof OccupancyTuner;
    var order = order(setting, seed);
    this.buffer = new Buffer(order, setting.bytesOf(seed), tuner.bufferBytes());
    this.consumer = new Consumer(time, buffer, order, setting.paces());
    var chance = new RandomStream(seed, "origin");
    this.readers = new Readers(time, setting.origin(), buffer, chance, consumer::arrived);
  }

  Measured measure() {
    consumer.onTaken(readers::wake);
    readers.want(tuner.readers());
    consumer.ask();
    everySecond();
    askTuner();
    for (int i = 1; i <= setting.unlisted(); i++) {
      var id = UNLISTED + i;
      time.at(
          setting.endNanos() / (setting.unlisted() + 1) * i,
          () -> consumer.askUnlisted(id, asReleased));
    }
    time.runUntil(setting.endNanos());
    return measured();
  }

  /** Whole epochs, each in an order of its own. */
  private static long[] order(Prefetching.Setting setting, long seed) {
    var chance = new RandomStream(seed, "order");
    var order = new long[setting.reads()];
    var epoch = new int[0];
    for (int i = 0; i < order.length; i++) {
      var at = i % setting.samples();
      if (at == 0) {
        epoch = chance.permutation(setting.samples());
      }
      order[i] = epoch[at];
    }
    return order;
  }

  private void askTuner() {
    time.after(
        tuner.everyNanos(),
        () -> {
          obey(tuner.judge(observe()));
          askTuner();
        });
  }

  private Observed observe() {
    var waited = consumer.waitedNanos() - waitedAtAsk;
    var consumed = consumer.consumedBytes() - consumedAtAsk;
    waitedAtAsk += waited;
    consumedAtAsk += consumed;
    var blocked = readers.blockedNanos() - blockedAtAsk;
    blockedAtAsk += blocked;
    var errors = readers.takeErrors();
    originErrors += errors;
    return new Observed(
        time.now(),
        Math.min(1, (double) waited / tuner.everyNanos()),
        buffer.takeReserved(),
        buffer.takeReady(),
        Math.min(1, (double) blocked / tuner.everyNanos()),
        1e9 * consumed / tuner.everyNanos(),
        errors,
        consumer.pace().phase());
  }

  private void obey(Verdict verdict) {
    switch (verdict) {
      case Verdict.Keep _ -> {}
      case Verdict.Settle _ -> verdicts++;
      case Verdict.ReadWith with -> {
        verdicts++;
        readers.want(with.readers());
      }
      case Verdict.Buffer of -> {
        verdicts++;
        buffer.limit(of.bytes());
        readers.wake();
      }
    }
    time.note(tuner.readers(), tuner.bufferBytes());
  }

  private void everySecond() {
    time.after(
        SECOND_NANOS,
        () -> {
          var waited = consumer.waitedNanos() - waitedAtSecond;
          waitedAtSecond += waited;
          seconds.add(
              new Second(
                  Math.min(1, (double) waited / SECOND_NANOS),
                  tuner.readers(),
                  tuner.bufferBytes()));
          everySecond();
        });
  }

  private Measured measured() {
    var measured =
        new Measured(tuner.name())
            .with("waitPercent", 100.0 * consumer.waitedNanos() / setting.endNanos())
            .with("samplesPerSecond", consumer.consumed() * 1e9 / setting.endNanos())
            .with("mostBufferBytes", buffer.mostBytes())
            .with("overLimitBytes", buffer.overLimitBytes())
            .with("unlistedRefusals", consumer.refused())
            .with("hungReads", consumer.hung())
            .with("timeAgainstSerialPercent", timeAgainstSerialPercent())
            .with("originErrors", originErrors)
            .with("originErrorPercent", 100.0 * originErrors / Math.max(1, consumer.consumed()))
            .with("verdicts", verdicts);
    var from = 0;
    var before = 0L;
    var pace = 0;
    for (var end : consumer.paceEnds()) {
      pace++;
      var to = (int) (end / SECOND_NANOS);
      var last = seconds.get(to - 1);
      measured
          .with("pace%dSettleSeconds".formatted(pace), settled(from, to))
          .with("pace%dWaitPercent".formatted(pace), 100 * meanWait(from, to))
          .with("pace%dLateWaitPercent".formatted(pace), 100 * meanWait((from + to) / 2, to))
          .with("pace%dReaders".formatted(pace), last.readers())
          .with("pace%dBufferBytes".formatted(pace), last.bufferBytes());
      if (pace > 1) {
        measured.with(
            "pace%dReleasedPercent".formatted(pace), 100.0 - 100.0 * last.bufferBytes() / before);
      }
      before = last.bufferBytes();
      from = to;
    }
    return curves(measured);
  }

  /** The change of a sample's time against one who begins to read it only when it is asked for. */
  private double timeAgainstSerialPercent() {
    var busy = setting.endNanos() - consumer.waitedNanos();
    var origin = setting.origin();
    var read = origin.latencyNanos() + 1e9 * setting.sampleBytes() / origin.readerBytesPerSecond();
    return 100 * (setting.endNanos() / (busy + consumer.consumed() * read) - 1);
  }

  /** Seconds until the consumer never again waits for more than a twentieth of a second. */
  private int settled(int from, int to) {
    for (int second = to - 1; second >= from; second--) {
      if (seconds.get(second).waitShare() > WAITING) {
        return second - from + 1;
      }
    }
    return 0;
  }

  private double meanWait(int from, int to) {
    return seconds.subList(from, to).stream().mapToDouble(Second::waitShare).average().orElse(0);
  }

  private Measured curves(Measured measured) {
    var x = new ArrayList<Double>();
    var reading = new ArrayList<Double>();
    var megabytes = new ArrayList<Double>();
    var waiting = new ArrayList<Double>();
    for (int second = 0; second < seconds.size(); second++) {
      var at = seconds.get(second);
      x.add(second + 1.0);
      reading.add((double) at.readers());
      megabytes.add(at.bufferBytes() / 1e6);
      waiting.add(100 * at.waitShare());
    }
    var chart = "readers, buffer (MB) and wait (%) over time (s)";
    return measured
        .curve(new Curve(chart, "readers", x, reading))
        .curve(new Curve(chart, "buffer (MB)", x, megabytes))
        .curve(new Curve(chart, "wait (%)", x, waiting));
  }
}
