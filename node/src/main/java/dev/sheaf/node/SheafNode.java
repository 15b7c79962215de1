package dev.sheaf.node;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.SpawnProtocol;
import dev.sheaf.actors.catalog.Catalog;
import dev.sheaf.actors.control.LookAhead;
import dev.sheaf.actors.control.StallMeter;
import dev.sheaf.actors.control.Tuner;
import dev.sheaf.actors.dataset.DatasetConductor;
import dev.sheaf.actors.division.MemoryDivider;
import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.importance.ShelvedLosses;
import dev.sheaf.actors.job.BatchService;
import dev.sheaf.actors.job.JobCoordinator;
import dev.sheaf.actors.job.JobSignal;
import dev.sheaf.actors.job.LedgerBatchService;
import dev.sheaf.actors.job.LossSweep;
import dev.sheaf.actors.job.WindowDesk;
import dev.sheaf.actors.lambda.LambdaFleetView;
import dev.sheaf.actors.partition.CachePartition;
import dev.sheaf.actors.partition.PartitionCommand;
import dev.sheaf.actors.preparation.Preparer;
import dev.sheaf.actors.task.KeptPixels;
import dev.sheaf.gpu.pipeline.DecodedSamples;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.worker.GpuWorker;
import dev.sheaf.http.HttpNode;
import dev.sheaf.http.HttpPorts;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.ephemeral.NodeEphemeral;
import dev.sheaf.node.functions.FunctionFleet;
import dev.sheaf.node.tasks.NodeTasks;
import dev.sheaf.node.training.Training;
import dev.sheaf.policies.eviction.Retention;
import dev.sheaf.sharding.allocation.ClusterEntities;
import dev.sheaf.sharding.bootstrap.Joining;
import dev.sheaf.sharding.bootstrap.NodeSystem;
import dev.sheaf.sharding.journal.Journal;
import dev.sheaf.sharding.membership.LiveClusterView;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A node, wired: one process with the roles that its settings name.
 *
 * <pre>
 *   journal ─ actor system ─ cluster view ─ entities ─┬─ HTTP API, data port
 *   origin ─ tier chain ─ store ─ reader ─────────────┘
 * </pre>
 *
 * <p>What starts last stops first. A start that fails leaves nothing running.
 */
public final class SheafNode implements AutoCloseable {
  private static final long JOIN_SECONDS = 60;
  private static final Duration MEASURE = Duration.ofSeconds(1);
  private static final Duration HTTP_PATIENCE = Duration.ofSeconds(10);

  /** A node that leaves serves its memory until it was not asked for so long, or for so long. */
  private static final Duration HANDED_OVER = Duration.ofSeconds(1);

  private static final Duration LOSS_SWEEP = Duration.ofMinutes(1);
  private static final Duration HAND_OVER = Duration.ofSeconds(5);

  private final Settings settings;
  private final Journal journal;
  private final ActorSystem<SpawnProtocol.Command> system;
  private final LiveClusterView view;
  private final ClusterEntities entities;
  private final Storage storage;
  private final Optional<FunctionFleet> functions;
  private final ManifestCopies copies;
  private final WindowDesk desk;
  private final BatchService batches;
  private final ImageDecoders decoders = ImageDecoders.detect();
  private final DecodedSamples decoded;
  private final Preparer preparer;
  private final Training training;
  private final KeptPixels kept = new KeptPixels(decoders);
  private volatile @Nullable NodeTasks tasks;
  private volatile @Nullable HttpNode http;
  private volatile boolean closed;

  private SheafNode(
      Settings settings, Journal journal, Storage storage, Optional<FunctionFleet> functions) {
    this.settings = settings;
    this.journal = journal;
    this.storage = storage;
    this.functions = functions;
    this.system =
        NodeSystem.start(
            SpawnProtocol.create(),
            ServerSettings.member(settings),
            journal,
            NodeSecurity.actors(settings));
    this.view = LiveClusterView.start(system, settings.cache().partitions());
    this.entities = new ClusterEntities(system, view);
    functions.ifPresent(fleet -> fleet.connect(system, view, entities));
    storage.connect(view, new CatalogPackPlaces(system, entities), functions);
    this.copies = new ManifestCopies(system, storage.copied(entities, view));
    this.desk =
        WindowDesk.start(system, entities, storage.manifests(), storage.selecting().files());
    var stalls = new StallMeter(new LedgerBatchService(desk, storage.reader()));
    this.batches = stalls;
    this.decoded = decoded(settings.cache());
    this.preparer = new Preparer(decoders, settings.cache().form().decodedBytes(), kept::pixels);
    var loop = ControlLoop.of(storage, stalls, decoded);
    if (settings.tuner().enabled()) {
      spawn(Tuner.create(loop.ports(settings.tuner(), lookAhead(stalls))), "tuner");
    }
    registerKinds();
    this.training =
        new Training(
            settings,
            system,
            entities,
            new Training.Samples(
                new Feed.Source(batches, desk),
                decoded,
                decoders,
                new ShelvedLosses(storage.selecting().losses(), storage.manifests()),
                storage.weights(copies::spread),
                decoded::preparing,
                storage.files(),
                storage.peers));
    spawn(LossSweep.create(storage.selecting().losses(), entities, LOSS_SWEEP), "loss-sweep");
    if (settings.cache().division().enabled()) {
      new JobMeasures(entities, stalls).start(system, MEASURE);
    }
  }

  private LookAhead lookAhead(StallMeter stalls) {
    return settings.cache().looksAheadAsTuned()
        ? new DatasetLookAhead(entities, view.self().id(), stalls::versions)
        : LookAhead.NONE;
  }

  private DecodedSamples decoded(Settings.Cache cache) {
    return new DecodedSamples(
        (sample, pieces, planar, height, width) ->
            kept.planes(sample.version(), sample.id(), planar, height, width)
                || decoders.decode(pieces, planar, height, width),
        DecodedSamples.Mode.valueOf(cache.form().choice().toUpperCase(Locale.ROOT)),
        cache.form().decodedBytes(),
        new FormFacts(storage.manifests(), storage::originBytesPerSecond, cache.capacityBytes()));
  }

  /**
   * Starts a node; returns when it is ready.
   *
   * @throws NodeStartException when it cannot; the message says why and what to do
   */
  public static SheafNode start(Settings settings) throws NodeStartException {
    var started = new Starter(settings);
    try {
      return started.run();
    } catch (NodeStartException e) {
      started.undo();
      throw e;
    }
  }

  static SheafNode wire(
      Settings settings, Journal journal, Storage storage, Optional<FunctionFleet> functions) {
    return new SheafNode(settings, journal, storage, functions);
  }

  private void registerKinds() {
    entities.register(Catalog.kind());
    entities.register(
        JobCoordinator.kind(
            new JobCoordinator.Ports(
                entities, storage.manifests(), storage.selecting(), settings.job().keepEpochs())),
        new JobSignal.HandOver());
    entities.register(
        DatasetConductor.kind(
            new DatasetConductor.Ports(
                entities,
                view,
                storage.manifests(),
                settings.cache().policy(),
                settings.cache().lookAheadBytes(),
                settings.job().lease(),
                settings.cache().division().enabled(),
                storage.ranker())));
    entities.register(NodeEphemeral.kind());
    entities.register(MemoryDivider.kind(view, settings.cache().division().rest()));
    entities.register(
        CachePartition.kind(
            storage.packages(), Retention.UNTIL_SPACE_IS_NEEDED, new JobAccounts(entities)),
        new PartitionCommand.HandOver());
  }

  /** Joins the cluster, then opens the doors. */
  void open() throws NodeStartException {
    try {
      join().toCompletableFuture().get(JOIN_SECONDS, TimeUnit.SECONDS);
      var opened = NodeTasks.open(settings, system, storage, functions, decoders);
      tasks = opened;
      kept.open(opened.shelf());
      var values = NodeEphemeral.open(settings, storage);
      var ports = httpPorts(opened, values);
      var listening = HttpNode.start(system, storage.serverSettings(), ports);
      http = listening;
      view.announce(ServerSettings.card(settings, listening));
      if (settings.cluster().isShared()) {
        copies.gather();
      }
      values.report(system, view, entities);
      training.open(view.self().id(), listening.dataAddress().toString());
    } catch (ExecutionException e) {
      throw new NodeStartException(messageOf(e), e);
    } catch (TimeoutException e) {
      throw new NodeStartException(
          "the cluster did not take this node in within "
              + JOIN_SECONDS
              + " s: ./sheaf doctor, with the same settings, says who answers",
          e);
    } catch (IOException e) {
      throw new NodeStartException(String.valueOf(e.getMessage()), e);
    } catch (IllegalStateException e) {
      if (!Joining.isOver(system)) {
        throw e;
      }
      throw new NodeStartException(
          "the others gave this node up before it was ready, as it did not answer them in time:"
              + " start it again, and if that repeats, look at what keeps this machine busy",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NodeStartException("the start was interrupted", e);
    }
  }

  private CompletionStage<Done> join() throws IOException {
    var contacts = settings.cluster().contacts();
    return contacts.isPresent()
        ? Joining.discover(system, contacts.get(), NodeSecurity.contacts(settings))
        : Joining.join(system, settings.cluster().seeds());
  }

  private HttpPorts httpPorts(NodeTasks opened, NodeEphemeral values) {
    return new HttpPorts(
        new HttpPorts.Control(
            entities,
            view,
            new NodeReadiness(view, journal, storage::faults),
            storage.figures(),
            functions
                .map(fleet -> fleet.view(view, entities, system))
                .orElseGet(LambdaFleetView::off)),
        new HttpPorts.Reading(
            batches,
            desk,
            storage.reader(),
            storage.manifests(),
            storage.selecting().losses(),
            preparer),
        new HttpPorts.Datasets(
            new BackgroundIndexing(storage.origin(), storage.manifests(), copies::spread),
            new PackageWarming(entities, view.partitions()),
            storage::segment,
            opened.door()),
        training.ports(),
        values.shelf());
  }

  /** What a GPU worker of this node needs. */
  public GpuWorker.Ports gpuPorts() {
    return training.workers();
  }

  /** The actor system, for what runs beside the node in its process. */
  public ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  /** Starts an actor of this process. */
  public <M> ActorRef<M> spawn(Behavior<M> behaviour, String name) {
    return system.systemActorOf(behaviour, name, Props.empty());
  }

  /** Tells the jobs now what this node has served to them; else they hear it twice a second. */
  public void flushCounters() {
    functions.ifPresent(FunctionFleet::settle);
    desk.flush();
  }

  /** Reaches entities. */
  public ClusterEntities entities() {
    return entities;
  }

  /** The node's store, tiers and origin. */
  public Storage storage() {
    return storage;
  }

  /** The functions that keep packages; empty when there are none. */
  public Optional<FunctionFleet> functions() {
    return functions;
  }

  /** {@code host:port} of the API. */
  public String apiAddress() {
    return listening().apiAddress().toString();
  }

  /** {@code host:port} of the data port. */
  public String dataAddress() {
    return listening().dataAddress().toString();
  }

  /** {@code host:port} for others to name as their seed. */
  public String clusterAddress() {
    return Joining.seedOf(system);
  }

  /** Where the journal is, without its password. */
  public String journalLabel() {
    return journal.url().display();
  }

  /** What the origin is. */
  public String originLabel() {
    return storage.origin().label();
  }

  /** What decodes images. */
  public String decoderLabel() {
    return decoders.label();
  }

  private HttpNode listening() {
    var listening = http;
    if (listening == null) {
      throw new IllegalStateException("the node does not listen yet");
    }
    return listening;
  }

  /** Blocks until the actor system has ended. */
  public void awaitEnd() throws InterruptedException {
    try {
      system.getWhenTerminated().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the actor system broke", e.getCause());
    }
  }

  private static String messageOf(ExecutionException e) {
    var cause = e.getCause();
    return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
  }

  /** Drains, leaves the cluster, stops; may be called twice. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    training.close();
    Optional.ofNullable(tasks).ifPresent(NodeTasks::close);
    var listening = http;
    if (listening != null) {
      listening.stopApi(HTTP_PATIENCE).toCompletableFuture().join();
    }
    flushCounters();
    var others = view.members().size() > 1;
    if (others) {
      copies.spreadAll(HAND_OVER);
    }
    Joining.leave(system).toCompletableFuture().join();
    if (listening != null) {
      if (others) {
        // The new owners of its packages take from its memory what they need meanwhile.
        listening.awaitQuiet(HANDED_OVER, HAND_OVER);
      }
      listening.stopData(HTTP_PATIENCE).toCompletableFuture().join();
    }
    journal.close();
    functions.ifPresent(FunctionFleet::close);
    storage.close();
  }
}
