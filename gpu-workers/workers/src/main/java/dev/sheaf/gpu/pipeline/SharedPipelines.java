package dev.sheaf.gpu.pipeline;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The shared pipelines of a node, one for each order that some member on it reads. */
public final class SharedPipelines {
  private final Ports ports;
  private final Limits limits;
  private final Map<String, SharedPipeline> underway = new HashMap<>();
  private long lastReader;

  /**
   * What a pipeline needs of its node.
   *
   * @param source where batches come from
   * @param decoder decodes samples
   * @param acknowledging tells a job that batches are done with
   */
  public record Ports(Feed.Source source, SampleDecoder decoder, Acknowledging acknowledging) {}

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
    if (pipeline == null || !pipeline.announce(reader)) {
      pipeline = new SharedPipeline(order, ports, limits);
      pipeline.announce(reader);
      underway.put(order.job(), pipeline);
      pipeline.start(this::forget);
    }
    return new SharedReader(pipeline, reader);
  }

  private synchronized void forget(SharedPipeline over) {
    underway.values().removeIf(each -> each == over);
  }

  /** How many pipelines there are. */
  public synchronized int count() {
    return underway.size();
  }
}
