package dev.sheaf.actors.preparation;

import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.image.Pixels;
import dev.sheaf.actors.job.RankBatch;
import dev.sheaf.actors.reading.SampleFrame;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.Preparation;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Prepares samples, on threads of its own that end when there is nothing to do.
 *
 * <p>What becomes of a sample is a function of the job's seed, the epoch and the sample's id: a
 * batch that is asked for again has the same bytes.
 */
public final class Preparer {
  private static final Duration IDLE = Duration.ofSeconds(5);

  private final Executor threads;
  private final DecodedImages images;

  /**
   * A preparer over a machine's decoders.
   *
   * @param capacityBytes of pixels that are kept for the next job
   */
  public Preparer(ImageDecoders decoders, long capacityBytes) {
    this(decoders, capacityBytes, (version, id) -> Optional.empty());
  }

  /**
   * The same, where pixels may have been made before.
   *
   * @param made what {@code decoders} would give for a sample, if it is kept somewhere
   */
  public Preparer(
      ImageDecoders decoders,
      long capacityBytes,
      BiFunction<DatasetVersion, Long, Optional<Pixels>> made) {
    threads = threads(Runtime.getRuntime().availableProcessors());
    images = new DecodedImages(decoders, capacityBytes, made);
  }

  private static Executor threads(int most) {
    var pool =
        new ThreadPoolExecutor(
            most,
            most,
            IDLE.toMillis(),
            TimeUnit.MILLISECONDS,
            // As long as the batches under way are, whose number is bounded where they come in.
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("prepare-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** Where a prepared sample goes. Told once, by any thread. */
  public interface Row {
    /** It can be had; {@code pixels} puts them anywhere, {@link Preparation#rowBytes()} of them. */
    void prepared(Consumer<MemorySegment> pixels);

    /** Its bytes cannot be decoded. */
    void undecodable();
  }

  /**
   * Prepares a frame of a batch; the frame may be closed when this returns.
   *
   * @return done when the row was told
   */
  public CompletableFuture<Void> prepare(
      RankBatch batch, SampleFrame frame, Preparation how, Row row) {
    var id = frame.head().id();
    var sample = new DecodedImages.Sample(batch.spec().version(), id);
    var drawn = Draw.draw(batch.spec().seed(), batch.key().epoch(), id);
    var encoded = ImageDecoders.joined(frame.pieces());
    Consumer<Optional<Pixels>> cut =
        pixels ->
            pixels.ifPresentOrElse(
                from -> row.prepared(planar -> Cropping.apply(from, how, drawn, planar)),
                row::undecodable);
    // Whoever decoded cuts: the pixels are in its core's cache.
    return CompletableFuture.supplyAsync(
            () -> images.pixels(sample, encoded).thenAccept(cut), threads)
        .thenCompose(Function.identity());
  }

  /** Pictures decoded. */
  public long decodes() {
    return images.decodes();
  }

  /** Pictures that another job, or an earlier request, had decoded. */
  public long hits() {
    return images.hits();
  }

  /** Bytes of pixels that are kept. */
  public long usedBytes() {
    return images.usedBytes();
  }
}
