package dev.sheaf.node.config;

import dev.sheaf.actors.origin.OriginPrice;
import dev.sheaf.policies.books.ModelBook;
import dev.sheaf.policies.model.EvictionOrder;
import dev.sheaf.sharding.bootstrap.Contacts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
    Readers readers,
    Gateway gateway,
    Cluster cluster,
    Cache cache,
    Origin origin,
    Journal journal,
    Job job,
    Gpu gpu,
    Models models,
    Tuner tuner,
    Tasks tasks,
    Ephemeral ephemeral,
    LambdaSettings lambda,
    SecuritySettings security) {
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

  /**
   * What clients may hold.
   *
   * @param connections of the data port
   * @param patience with readers that take nothing, of both ports
   * @param announce the address that they are told; empty when it is the one that is bound
   */
  public record Readers(int connections, Duration patience, String announce, Overload overload) {}

  /**
   * What may be under way, beside pending batches.
   *
   * @param requests of the API whose handlers run
   * @param requestBytes of their bodies
   * @param answerBytes of batches, samples and objects
   */
  public record Overload(int requests, long requestBytes, long answerBytes) {}

  /** Who may read by the S3 gateway: who has a key in this file. */
  public record Gateway(Optional<Path> keysFile) {}

  /**
   * How nodes find one another.
   *
   * @param seeds nodes to join; empty, and without contacts: be the first
   * @param contacts how nodes are looked for; empty where seeds are named
   */
  public record Cluster(
      Address address, List<String> seeds, Optional<Contacts> contacts, String failOver) {
    /** Settings that own their list. */
    public Cluster {
      seeds = List.copyOf(seeds);
    }

    /** True when this node is to be one of several. */
    public boolean isShared() {
      return !seeds.isEmpty() || contacts.isPresent();
    }
  }

  /**
   * What may be held, and what may wait.
   *
   * @param derivedPercent of the memory that samples of high importance may take, 0..90
   * @param sharedBytes of batches in memory that clients on this host share, 0 for none
   * @param lookAheadBytes what is loaded before a batch asks, 0 for nothing; less: as tuned
   */
  public record Cache(
      long memoryBytes,
      Disk disk,
      Form form,
      int partitions,
      String policy,
      int derivedPercent,
      Division division,
      long lookAheadBytes,
      long replyBytes,
      long sharedBytes,
      int pendingBatches) {
    /** The share of the memory that samples of high importance may take. */
    public double derivedShare() {
      return derivedPercent / 100.0;
    }

    /** True when the tuner says how far to look ahead. */
    public boolean looksAheadAsTuned() {
      return lookAheadBytes < 0;
    }

    /** What memory and disk hold together. */
    public long capacityBytes() {
      return memoryBytes + disk.capacityBytes();
    }
  }

  /**
   * How memory is divided among datasets.
   *
   * @param enabled false: each dataset plans with all of it
   * @param rest so long shares stay where they are, while the same jobs run
   */
  public record Division(boolean enabled, Duration rest) {}

  /**
   * In which form samples are kept for members that train on this node.
   *
   * @param choice auto, encoded, decoded
   * @param decodedBytes room for decoded samples, beside the memory for packages
   */
  public record Form(String choice, long decodedBytes) {}

  /**
   * The disk tier under memory.
   *
   * @param capacityBytes 0 = there is none
   * @param path its folder, of this node alone
   */
  public record Disk(long capacityBytes, Path path) {
    /** True when there is one. */
    public boolean enabled() {
      return capacityBytes > 0;
    }
  }

  /** How the object store is read. */
  public record Origin(
      List<Path> fileRoots, int parallelReads, OriginPrice price, Emulation emulation, S3 s3) {
    /** Settings that own their list. */
    public Origin {
      fileRoots = List.copyOf(fileRoots);
    }
  }

  /** A file origin that behaves like an object store. */
  public record Emulation(
      boolean enabled, Duration firstByte, int requestsPerSecond, long bytesPerSecond) {}

  /**
   * How S3 stores are read; empty endpoint, region and profile mean the SDK's own choice.
   *
   * @param pathStyle auto, on or off
   * @param checksums auto, when-supported or when-required
   * @param credentials default (the SDK's chain) or anonymous
   */
  public record S3(
      String endpoint,
      String region,
      String pathStyle,
      String checksums,
      String credentials,
      String profile,
      int maxConnections,
      int maxAttempts,
      S3Limits limits) {
    /** True when the bucket's name goes into the path: at stores that are not AWS, unless set. */
    public boolean pathStyle(boolean aws) {
      return pathStyle.equals("auto") ? !aws : pathStyle.equals("on");
    }

    /** Which checksums are asked for, as the SDK names it: all at AWS, unless set. */
    public String checksums(boolean aws) {
      var chosen =
          checksums.equals("auto") ? (aws ? "when-supported" : "when-required") : checksums;
      return chosen.toUpperCase(Locale.ROOT).replace('-', '_');
    }
  }

  /** How long parts of an S3 request may take, and the whole with its retries. */
  public record S3Limits(
      Duration connect, Duration acquire, Duration read, Duration attempt, Duration call) {}

  /** Where events are persisted; an empty URL is an H2 file under the state folder. */
  public record Journal(String url) {}

  /** How long a job's past and claims are kept. */
  public record Job(int keepEpochs, Duration lease) {}

  /**
   * How far the control loop may go.
   *
   * @param mostReaders reads of the origin at once
   * @param jobBytes the most that is fetched ahead for one job
   * @param nodeBytes the same for all jobs of a node
   */
  public record Tuner(
      boolean enabled, int mostReaders, long leastBytes, long jobBytes, long nodeBytes) {}

  /**
   * How preprocessing is done as tasks.
   *
   * @param slots threads of this node
   * @param capacityBytes of what tasks gave out, on disk
   */
  public record Tasks(int slots, long capacityBytes) {}

  /**
   * What jobs may hand from one step to the next by way of this node.
   *
   * @param memoryPercent of the memory for packages that such data may take, 0..75
   * @param diskBytes of files under the state folder
   * @param mbps that the node's network carries
   */
  public record Ephemeral(int memoryPercent, long diskBytes, int mbps) {}

  /**
   * How members are trained.
   *
   * @param slotBytes what the model of a slot may take, with its gradients and a batch
   * @param trainer the engine of members that name none: djl or python
   * @param libraries folder for the unpacked libraries of the DJL trainer; empty = the user's cache
   * @param programs what else may train
   */
  public record Gpu(
      int slots, long slotBytes, String trainer, String libraries, Programs programs) {}

  /**
   * Programs that train besides the DJL trainer.
   *
   * @param python the interpreter of the Python trainer
   * @param commands the lines of commands that a member may be trained by
   * @param patience how long a trainer may say nothing while something is asked of it
   * @param prewarm how many trainers wait for members to come
   * @param prewarmIdle one that nobody took for so long is ended
   */
  public record Programs(
      String python, List<String> commands, Duration patience, int prewarm, Duration prewarmIdle) {
    /** Programs that own their list. */
    public Programs {
      commands = List.copyOf(commands);
    }
  }

  /**
   * How trained models are kept.
   *
   * @param disk folder below which the node has one of its own
   * @param order in which models make room: lru, lfu, fifo, eager
   * @param processBytes what a process takes beside its weights
   * @param idle a model that was not asked for in so long leaves the accelerator
   */
  public record Models(
      ModelBook.Budgets budgets,
      Path disk,
      EvictionOrder order,
      long processBytes,
      Duration idle) {}
}
