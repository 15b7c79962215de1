package dev.sheaf.policies.prefetch;

/**
 * Reads ahead with just enough readers and bytes that the consumer does not wait, and gives back
 * what it does not need.
 *
 * <p>Asked every second; w is the consumer's wait share, f the share of the buffer that is ready
 * and σ its deviation:
 *
 * <pre>
 *   origin errors                    readers × 0.5, none added for 5 s, and for a minute fewer
 *                                    than there were
 *   w &gt; 5 %, readers lack room      buffer × 1.25
 *   w &gt; 5 %, f &lt; 30 %               readers + 1
 *   w &gt; 5 %, else                    buffer × 1.25      (fluctuating, or out of order)
 *   1 % ≤ w ≤ 5 %                    the dead band: what has begun to grow goes on, else nothing
 *   w &lt; 1 % for 30 s                every 5 s in turn: readers - 1 while f ≥ 60 %, buffer × 0.9
 *   w &gt; 1 % within 5 s of that       what was released is taken back, and is the floor from now on
 * </pre>
 *
 * <p>It is settled when both floors are known. Floors are forgotten, and everything begins again,
 * when w exceeds 5 % after settling, when the phase changes, and when the pace changes by more than
 * a quarter without waiting.
 *
 * <p><i>Source:</i> our own, against the defects of {@link OccupancyTuner}. <i>Cost:</i> O(1).
 */
public final class WaitTuner implements PrefetchTuner {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long CALM_NANOS = 30 * SECOND_NANOS;
  private static final long RELEASE_NANOS = 5 * SECOND_NANOS;
  private static final long BACK_OFF_NANOS = 5 * SECOND_NANOS;
  private static final long CEILING_NANOS = 60 * SECOND_NANOS;
  private static final double WAITING = 0.05;
  private static final double NOT_WAITING = 0.01;
  private static final double EMPTY_PERCENT = 30;
  private static final double FULL_PERCENT = 60;
  private static final double BLOCKED = 0.5;
  private static final double GROW = 1.25;
  private static final double SHRINK = 0.9;
  private static final double PACE_CHANGE = 0.25;

  private enum Change {
    NONE,
    FEWER_READERS,
    SMALLER_BUFFER
  }

  private final Caps caps;
  private int readers = 1;
  private long bufferBytes;
  private Phase phase = Phase.TRAINING;
  private double pace;
  private int readersFloor;
  private long bufferFloor;
  private boolean growing;
  private long calmSince = Long.MAX_VALUE;
  private long pausedUntil;
  private int ceiling;
  private long ceilingUntil;
  private long released;
  private Change lastRelease = Change.NONE;

  /** A tuner that begins with one reader and the least buffer. */
  public WaitTuner(Caps caps) {
    this.caps = caps;
    this.bufferBytes = caps.leastBufferBytes();
  }

  /** A tuner that goes on from readers and a buffer that are in use; both within the caps. */
  public WaitTuner(Caps caps, int readers) {
    this(caps);
    this.readers = Math.clamp(readers, 1, caps.mostReaders());
  }

  @Override
  public String name() {
    return "wait";
  }

  @Override
  public long everyNanos() {
    return SECOND_NANOS;
  }

  @Override
  public int readers() {
    return readers;
  }

  @Override
  public long bufferBytes() {
    return bufferBytes;
  }

  /** Whether it knows how little is enough. */
  public boolean settled() {
    return readersFloor > 0 && bufferFloor > 0;
  }

  @Override
  public Verdict judge(Observed observed) {
    var now = observed.sinceStartNanos();
    noteChanges(observed);
    if (observed.originErrors() > 0) {
      return backOff(now);
    }
    if (observed.waitShare() >= NOT_WAITING) {
      calmSince = Long.MAX_VALUE;
      if (lastRelease != Change.NONE && now - released <= RELEASE_NANOS) {
        return takeBack();
      }
    } else {
      calmSince = Math.min(calmSince, now);
    }
    if (growing(observed.waitShare())) {
      return now < pausedUntil ? new Verdict.Keep() : grow(observed);
    }
    return mayRelease(now) ? release(observed) : new Verdict.Keep();
  }

  private void noteChanges(Observed observed) {
    var waits = observed.waitShare() > WAITING;
    if (observed.phase() != phase || (waits && settled())) {
      phase = observed.phase();
      forget();
    }
    if (waits) {
      return;
    }
    if (Math.abs(observed.consumedPerSecond() - pace) > PACE_CHANGE * pace) {
      pace = observed.consumedPerSecond();
      forget();
    }
  }

  private void forget() {
    readersFloor = 0;
    bufferFloor = 0;
    lastRelease = Change.NONE;
  }

  /** It begins above the dead band and ends below it. */
  private boolean growing(double waitShare) {
    growing = waitShare > WAITING || (growing && waitShare >= NOT_WAITING);
    return growing;
  }

  private Verdict backOff(long now) {
    calmSince = Long.MAX_VALUE;
    if (now < pausedUntil) {
      // What was refused was asked for before the readers were halved.
      return new Verdict.Keep();
    }
    pausedUntil = now + BACK_OFF_NANOS;
    ceilingUntil = now + CEILING_NANOS;
    ceiling = Math.max(1, readers - 1);
    readersFloor = 0;
    return readWith(Math.max(1, readers / 2));
  }

  private Verdict grow(Observed observed) {
    if (observed.blockedShare() > BLOCKED) {
      return buffer(bufferBytes * GROW);
    }
    return observed.ready().mean() < EMPTY_PERCENT
        ? readWith(Math.max(readers, Math.min(mostReaders(observed), readers + 1)))
        : buffer(bufferBytes * GROW);
  }

  private int mostReaders(Observed observed) {
    var refused = observed.sinceStartNanos() < ceilingUntil;
    return refused ? Math.min(ceiling, caps.mostReaders()) : caps.mostReaders();
  }

  private boolean mayRelease(long now) {
    return calmSince <= now - CALM_NANOS && now - released >= RELEASE_NANOS && !settled();
  }

  private Verdict release(Observed observed) {
    released = observed.sinceStartNanos();
    var readersTurn = lastRelease != Change.FEWER_READERS || bufferFloor > 0;
    if (readersTurn && readersFloor == 0 && observed.ready().mean() >= FULL_PERCENT) {
      return readers > 1 ? fewerReaders() : leastReaders();
    }
    return bufferFloor == 0 ? smallerBuffer() : new Verdict.Keep();
  }

  private Verdict fewerReaders() {
    lastRelease = Change.FEWER_READERS;
    return readWith(readers - 1);
  }

  private Verdict leastReaders() {
    readersFloor = 1;
    return new Verdict.Keep();
  }

  private Verdict smallerBuffer() {
    lastRelease = Change.SMALLER_BUFFER;
    if (bufferBytes == caps.leastBufferBytes()) {
      bufferFloor = bufferBytes;
      return new Verdict.Keep();
    }
    return buffer(bufferBytes * SHRINK);
  }

  private Verdict takeBack() {
    var last = lastRelease;
    lastRelease = Change.NONE;
    return switch (last) {
      case FEWER_READERS -> {
        readersFloor = Math.min(caps.mostReaders(), readers + 1);
        yield readWith(readersFloor);
      }
      case SMALLER_BUFFER -> {
        bufferFloor = caps.clamp(bufferBytes / SHRINK);
        yield buffer((double) bufferFloor);
      }
      case NONE -> new Verdict.Keep();
    };
  }

  private Verdict readWith(int count) {
    if (count == readers) {
      return new Verdict.Keep();
    }
    readers = count;
    return new Verdict.ReadWith(count);
  }

  private Verdict buffer(double bytes) {
    var size = caps.clamp(bytes);
    if (size == bufferBytes) {
      return new Verdict.Keep();
    }
    bufferBytes = size;
    return new Verdict.Buffer(size);
  }
}
