package dev.sheaf.node.origin;

import dev.sheaf.actors.origin.Origin;
import dev.sheaf.actors.origin.OriginException;
import dev.sheaf.actors.origin.OriginMeter;
import dev.sheaf.actors.origin.OriginObject;
import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.node.config.Settings;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Makes an origin behave like an object store: a wait before the first byte, so many requests and
 * bytes a second. It says in its label that it is emulated.
 */
public final class EmulatedObjectStore implements Origin {
  private final Origin real;
  private final Limits limits;
  private final OriginPrice price;
  private final Object turnstile = new Object();
  private long nextRequestNanos = System.nanoTime();
  private long nextByteNanos = System.nanoTime();

  /** What the emulated store allows. */
  public record Limits(Duration firstByte, int requestsPerSecond, long bytesPerSecond) {}

  /** An emulation over {@code real}, with the bill that a real one would send. */
  public EmulatedObjectStore(Origin real, Limits limits, OriginPrice price) {
    this.real = real;
    this.limits = limits;
    this.price = price;
  }

  /** The file origin that these settings name: as it is, or emulated over it. */
  public static Origin orPlain(Settings.Origin settings, OriginMeter meter) {
    var files = new FileOrigin(settings.fileRoots(), meter);
    var emulation = settings.emulation();
    var limits =
        new Limits(
            emulation.firstByte(), emulation.requestsPerSecond(), emulation.bytesPerSecond());
    return emulation.enabled() ? new EmulatedObjectStore(files, limits, settings.price()) : files;
  }

  @Override
  public OriginPrice price(URI root) {
    return price;
  }

  @Override
  public String label() {
    return String.format(
        Locale.ROOT,
        "%s, emulating an object store: first byte %d ms, %d requests/s, %d MiB/s",
        real.label(),
        limits.firstByte().toMillis(),
        limits.requestsPerSecond(),
        limits.bytesPerSecond() >> 20);
  }

  @Override
  public OriginMeter meter() {
    return real.meter();
  }

  @Override
  public void list(URI root, Consumer<OriginObject> each) throws OriginException {
    waitUntil(admitted(0) + limits.firstByte().toNanos());
    real.list(root, each);
  }

  @Override
  public void read(URI root, String key, long offset, MemorySegment into, long tag)
      throws OriginException {
    waitUntil(admitted(into.byteSize()) + limits.firstByte().toNanos());
    real.read(root, key, offset, into, tag);
  }

  @Override
  public boolean write(URI root, String key, MemorySegment bytes) throws OriginException {
    waitUntil(admitted(bytes.byteSize()) + limits.firstByte().toNanos());
    return real.write(root, key, bytes);
  }

  @Override
  public boolean tagsLast(URI root) {
    return real.tagsLast(root);
  }

  /** When a request of this size may have its last byte, its own latency apart. */
  private long admitted(long sizeBytes) {
    synchronized (turnstile) {
      var now = System.nanoTime();
      nextRequestNanos =
          Math.max(now, nextRequestNanos)
              + TimeUnit.SECONDS.toNanos(1) / limits.requestsPerSecond();
      nextByteNanos =
          Math.max(now, nextByteNanos) + (long) (sizeBytes * 1e9 / limits.bytesPerSecond());
      return Math.max(nextRequestNanos, nextByteNanos);
    }
  }

  private static void waitUntil(long nanos) {
    for (var left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
