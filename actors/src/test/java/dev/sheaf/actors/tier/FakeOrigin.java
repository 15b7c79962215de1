package dev.sheaf.actors.tier;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** A fake origin: objects in a map, and for each object what goes wrong with its next reads. */
final class FakeOrigin implements Origin {
  final Map<String, byte[]> objects = new ConcurrentHashMap<>();

  /** One permit for every read that has begun. */
  final Semaphore begun = new Semaphore(0);

  private final Map<String, Deque<Mishap>> mishaps = new ConcurrentHashMap<>();
  private final OriginMeter meter = new OriginMeter();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  /** What goes wrong with a read. */
  interface Mishap {
    void happen(MemorySegment into) throws OriginException;

    static Mishap refused(OriginException.Reason reason, String message) {
      return into -> {
        throw new OriginException(reason, message);
      };
    }

    /** The second byte of what is read arrives wrong. */
    static Mishap garbled() {
      return into ->
          into.set(
              java.lang.foreign.ValueLayout.JAVA_BYTE,
              1,
              (byte) ~into.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 1));
    }
  }

  /** The next {@code times} reads of an object go wrong. */
  void spoil(String key, int times, Mishap mishap) {
    var queue = mishaps.computeIfAbsent(key, absent -> new ArrayDeque<>());
    for (int i = 0; i < times; i++) {
      queue.add(mishap);
    }
  }

  /** Reads wait until {@link #open}. */
  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  @Override
  public void list(URI root, Consumer<OriginObject> each) {
    throw new AssertionError("a tier lists nothing");
  }

  @Override
  public void read(URI root, String key, long offset, MemorySegment into, long tag)
      throws OriginException {
    begun.release();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (tag != PackageManifest.TAG) {
      throw new OriginException(OriginException.Reason.CHANGED, key + " has another tag");
    }
    var bytes = objects.get(key);
    if (bytes == null) {
      throw new OriginException(OriginException.Reason.MISSING, key + " does not exist");
    }
    MemorySegment.copy(MemorySegment.ofArray(bytes), offset, into, 0, into.byteSize());
    var mishap = next(key);
    if (mishap != null) {
      mishap.happen(into);
    }
    meter.countGet(into.byteSize());
  }

  private synchronized @org.jspecify.annotations.Nullable Mishap next(String key) {
    return mishaps.getOrDefault(key, new ArrayDeque<>()).poll();
  }

  @Override
  public OriginMeter meter() {
    return meter;
  }

  @Override
  public String label() {
    return "fake";
  }
}
