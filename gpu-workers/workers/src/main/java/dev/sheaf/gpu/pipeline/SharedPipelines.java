package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.preparation.SharedBatches;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The shared pipelines of a node, one for each order that some member on it reads.
 *
 * <p>One node may prepare for members on several: then its pipeline gives to the others' what they
 * ask for, and theirs take from it what they would prepare themselves.
 */
public final class SharedPipelines implements SharedBatches {
  /** What nobody said again for so long is said of an order that nobody reads. */
  private static final long FORGET_NANOS = Duration.ofMinutes(10).toNanos();

  private final Ports ports;
  private final Limits limits;
  private final Map<String, SharedPipeline> underway = new HashMap<>();
  private final Map<String, Arranged> arranged = new HashMap<>();
  private long lastReader;

  /** What was said last of an order, and when. */
  private record Arranged(Sharing sharing, long atNanos) {}

  /**
   * Who prepares an order.
   *
   * @param preparer the data port of the node that prepares for this one; empty where it prepares
   *     itself
   * @param self this node, as others know it
   * @param takers the nodes that this one prepares for
   */
  public record Sharing(String preparer, String self, List<String> takers) {
    /** Each node prepares for its own members. */
    public static final Sharing NONE = new Sharing("", "", List.of());

    /** Sharing that owns its list. */
    public Sharing {
      takers = List.copyOf(takers);
    }

    boolean isElsewhere() {
      return !preparer.isEmpty();
    }
  }

  /**
   * What a pipeline needs of its node.
   *
   * @param source where batches come from
   * @param decoder decodes samples
   * @param acknowledging tells a job that batches are done with
   * @param elsewhere takes what other nodes prepare
   */
  public record Ports(
      Feed.Source source,
      SampleDecoder decoder,
      Acknowledging acknowledging,
      SharedBatches.Elsewhere elsewhere) {
    /** Ports of a node that is alone. */
    public Ports(Feed.Source source, SampleDecoder decoder, Acknowledging acknowledging) {
      this(
          source,
          decoder,
          acknowledging,
          (address, wanted, deadlineNanos, look) -> SharedBatches.Answer.ALONE);
    }
  }

  /** Tells jobs what was read of them. */
  @FunctionalInterface
  public interface Acknowledging {
    /** The batches below {@code below} of an epoch of {@code job} are done with. */
    void done(String job, int epoch, int below);
  }

  /**
   * How far members may be apart.
   *
   * @param slots batches of a ring
   * @param patience how long members wait for one that holds them up
   * @param muster how long they wait for those whose trainers are still starting
   * @param hands threads that decode
   */
  public record Limits(int slots, Duration patience, Duration muster, int hands) {
    /** Eight batches, two seconds, half a minute, all processors. */
    public static final Limits USUAL =
        new Limits(
            8,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Runtime.getRuntime().availableProcessors());
  }

  /**
   * An order that members share.
   *
   * @param job whose rank 0 is read
   * @param reader the name by which all nodes read it
   * @param batchSize most samples of a batch
   * @param size of the prepared images
   */
  public record Order(String job, String reader, int batchSize, Augmentation.Size size) {}

  /** Pipelines that begin when two members read one order. */
  public SharedPipelines(Ports ports, Limits limits) {
    this.ports = ports;
    this.limits = limits;
  }

  /** A member will read this order; close what it reads by when it does so no longer. */
  public synchronized SharedReader announce(Order order) {
    var pipeline = underway.get(order.job());
    var reader = ++lastReader;
    if (pipeline == null || !pipeline.ring().announce(reader)) {
      pipeline = new SharedPipeline(order, ports, limits);
      pipeline.ring().announce(reader);
      underway.put(order.job(), pipeline);
      var said = arranged.get(order.job());
      pipeline.arrange(said == null ? Sharing.NONE : said.sharing());
      pipeline.start(this::forget);
      notifyAll();
    }
    return new SharedReader(pipeline.ring(), reader);
  }

  /** Who prepares an order from now on; it may be said before anybody reads that. */
  public synchronized void arrange(String job, Sharing sharing) {
    var now = System.nanoTime();
    arranged.values().removeIf(said -> now - said.atNanos() > FORGET_NANOS);
    arranged.put(job, new Arranged(sharing, now));
    var pipeline = underway.get(job);
    if (pipeline != null) {
      pipeline.arrange(sharing);
    }
  }

  @Override
  public Answer take(Wanted wanted, long deadlineNanos, Consumer<Rows> look)
      throws InterruptedException {
    var pipeline = await(wanted.job(), deadlineNanos);
    return pipeline == null ? Answer.NOT_YET : pipeline.give(wanted, deadlineNanos, look);
  }

  /** The pipeline of an order; null when there is none by the deadline. */
  private synchronized @Nullable SharedPipeline await(String job, long deadlineNanos)
      throws InterruptedException {
    while (!underway.containsKey(job)) {
      var millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (millis <= 0) {
        return null;
      }
      wait(millis);
    }
    return underway.get(job);
  }

  private synchronized void forget(SharedPipeline over) {
    underway.values().removeIf(each -> each == over);
  }

  /** How many pipelines there are. */
  public synchronized int count() {
    return underway.size();
  }
}
