package dev.sheaf.node.config;

import dev.sheaf.actors.origin.OriginPrice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * All settings of a node; {@code sheaf-reference.conf} says what each means.
 *
 * @param roles cache, gpu, gateway
 * @param state folder for manifests, losses and checkpoints
 */
public record Settings(
    List<String> roles,
    Path state,
    Address http,
    Address data,
    Cluster cluster,
    Cache cache,
    Origin origin,
    Journal journal,
    Job job,
    Gpu gpu) {
  /** Settings that own their list. */
  public Settings {
    roles = List.copyOf(roles);
  }

  /** True when this node plays {@code role}. */
  public boolean plays(String role) {
    return roles.contains(role);
  }

  /** Where a server listens; port 0 is any free one. */
  public record Address(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** How nodes find one another. */
  public record Cluster(Address address, List<String> seeds, String failOver) {
    /** Settings that own their list. */
    public Cluster {
      seeds = List.copyOf(seeds);
    }
  }

  /** What may be held, and what may wait. */
  public record Cache(
      long memoryBytes, int partitions, String policy, long replyBytes, int pendingBatches) {}

  /** How the object store is read. */
  public record Origin(
      List<Path> fileRoots, int parallelReads, OriginPrice price, Emulation emulation) {
    /** Settings that own their list. */
    public Origin {
      fileRoots = List.copyOf(fileRoots);
    }
  }

  /** A file origin that behaves like an object store. */
  public record Emulation(
      boolean enabled, Duration firstByte, int requestsPerSecond, long bytesPerSecond) {}

  /** Where events are persisted; an empty URL is an H2 file under the state folder. */
  public record Journal(String url) {}

  /** How long a job's past and claims are kept. */
  public record Job(int keepEpochs, Duration lease) {}

  /** How members are trained. */
  public record Gpu(int slots, String trainer, String libraries) {}
}
