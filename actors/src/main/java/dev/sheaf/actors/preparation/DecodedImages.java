package dev.sheaf.actors.preparation;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.image.Pixels;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;

/**
 * The pixels of a node's pictures, in their own size: each is decoded once for all jobs that read
 * it at about the same time.
 *
 * <p>Those that were asked for last are kept for as long as there is room; who asks for one that is
 * being decoded gets the same.
 */
final class DecodedImages {
  private final ImageDecoders decoders;
  private final long capacityBytes;
  private final BiFunction<DatasetVersion, Long, Optional<Pixels>> made;
  private final Map<Sample, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private final LongAdder decodes = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private long usedBytes;

  /** Which picture it is; the same one has the same bytes for ever. */
  record Sample(DatasetVersion version, long id) {}

  /** Pixels, come or to come; {@code sizeBytes} is 0 until they are there. */
  private record Entry(CompletableFuture<Optional<Pixels>> pixels, long sizeBytes) {}

  DecodedImages(ImageDecoders decoders, long capacityBytes) {
    this(decoders, capacityBytes, (version, id) -> Optional.empty());
  }

  /** The same, where pixels may have been made before. */
  DecodedImages(
      ImageDecoders decoders,
      long capacityBytes,
      BiFunction<DatasetVersion, Long, Optional<Pixels>> made) {
    this.made = made;
    this.decoders = decoders;
    this.capacityBytes = capacityBytes;
  }

  /**
   * The pixels of a sample; empty when it cannot be decoded. Decodes on the caller's thread, or
   * gives what another thread is decoding.
   */
  CompletableFuture<Optional<Pixels>> pixels(Sample sample, byte[] encoded) {
    var mine = new CompletableFuture<Optional<Pixels>>();
    synchronized (entries) {
      var there = entries.get(sample);
      if (there != null) {
        hits.increment();
        return there.pixels();
      }
      entries.put(sample, new Entry(mine, 0));
    }
    decode(sample, encoded, mine);
    return mine;
  }

  private void decode(Sample sample, byte[] encoded, CompletableFuture<Optional<Pixels>> mine) {
    var sizeBytes = 0L;
    try {
      var pixels = made.apply(sample.version(), sample.id());
      if (pixels.isEmpty()) {
        pixels = decoders.pixels(encoded);
        decodes.increment();
      }
      sizeBytes = pixels.map(Pixels::sizeBytes).orElse(0L);
      mine.complete(pixels);
    } catch (RuntimeException | Error broken) {
      mine.completeExceptionally(broken);
    } finally {
      kept(sample, mine, sizeBytes);
    }
  }

  /** Keeps what has a size, and lets go of what was not asked for for the longest time. */
  private void kept(Sample sample, CompletableFuture<Optional<Pixels>> mine, long sizeBytes) {
    synchronized (entries) {
      if (sizeBytes == 0) {
        entries.remove(sample);
        return;
      }
      entries.put(sample, new Entry(mine, sizeBytes));
      usedBytes += sizeBytes;
      for (var eldest = entries.values().iterator();
          usedBytes > capacityBytes && eldest.hasNext(); ) {
        var entry = eldest.next();
        if (entry.sizeBytes() > 0) {
          usedBytes -= entry.sizeBytes();
          eldest.remove();
        }
      }
    }
  }

  long decodes() {
    return decodes.sum();
  }

  long hits() {
    return hits.sum();
  }

  long usedBytes() {
    synchronized (entries) {
      return usedBytes;
    }
  }
}
