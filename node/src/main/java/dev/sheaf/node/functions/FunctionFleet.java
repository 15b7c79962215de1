package dev.sheaf.node.functions;

import akka.actor.typed.ActorSystem;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.lambda.LambdaFleetView;
import dev.sheaf.actors.reading.Peers;
import dev.sheaf.actors.tier.Payer;
import dev.sheaf.actors.tier.Tier;
import dev.sheaf.http.metrics.NodeFigures;
import dev.sheaf.lambda.bridge.ChunkPlacement;
import dev.sheaf.lambda.bridge.DialBack;
import dev.sheaf.lambda.bridge.FleetSettings;
import dev.sheaf.lambda.bridge.LambdaBridge;
import dev.sheaf.lambda.bridge.LambdaTier;
import dev.sheaf.lambda.bridge.SdkInvoker;
import dev.sheaf.lambda.bridge.TaskFunctions;
import dev.sheaf.lambda.bridge.deploy.FleetNames;
import dev.sheaf.lambda.bridge.deploy.FunctionSpec;
import dev.sheaf.lambda.local.LocalLambda;
import dev.sheaf.node.config.LambdaSettings;
import dev.sheaf.policies.books.FleetBook.Patience;
import dev.sheaf.policies.economics.RunCost;
import dev.sheaf.sharding.allocation.ClusterEntities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's functions: what calls them, where they call back, and, in local mode, the Lambda of this
 * machine in which they are.
 */
public final class FunctionFleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionFleet.class);
  private static final long MIB = 1 << 20;
  private static final double MILLIS = 1e3;
  private static final double MB_IN_GB = 1024;

  /** Scratch disk that is not for chunks. */
  private static final long SCRATCH_SPARE_MB = 64;

  /** A read of an object store costs about as much as so many writes of a chunk. */
  private static final double ORIGIN_WRITES = 10;

  private static final Duration SETTLE = Duration.ofSeconds(2);
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);
  private static final Duration PING = Duration.ofMillis(250);
  private static final Duration INVOKE = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 3;
  private static final Duration REST = Duration.ofSeconds(5);

  private final LambdaSettings settings;
  private final DialBack dialBack;
  private final SdkInvoker invoker;
  private final @Nullable LocalLambda local;
  private volatile @Nullable LambdaBridge bridge;
  private volatile @Nullable Entities jobs;

  private FunctionFleet(
      LambdaSettings settings, DialBack dialBack, SdkInvoker invoker, @Nullable LocalLambda local) {
    this.settings = settings;
    this.dialBack = dialBack;
    this.invoker = invoker;
    this.local = local;
  }

  /**
   * Makes ready what the settings ask for; empty when they ask for no functions.
   *
   * @param state a folder of this node
   * @throws IOException when functions could not call back
   */
  public static Optional<FunctionFleet> open(LambdaSettings settings, Path state)
      throws IOException {
    if (!settings.enabled()) {
      return Optional.empty();
    }
    var address = settings.bridge().address();
    var dialBack = DialBack.listen(address.host(), address.port());
    try {
      return Optional.of(
          switch (settings.mode()) {
            case LOCAL -> local(settings, state, dialBack);
            case AWS, OFF ->
                new FunctionFleet(
                    settings, dialBack, LambdaAccount.invoker(settings, calls(settings)), null);
          });
    } catch (IOException | RuntimeException failed) {
      dialBack.close();
      throw failed;
    }
  }

  private static FunctionFleet local(LambdaSettings settings, Path state, DialBack dialBack)
      throws IOException {
    var lambda = FunctionsHere.start(settings, state);
    return new FunctionFleet(
        settings,
        dialBack,
        FunctionsHere.invoker(lambda, settings, calls(settings)),
        lambda.lambda());
  }

  /** A run that serves is one open call. */
  private static int calls(LambdaSettings settings) {
    return settings.nodes() * 2 + settings.tasks();
  }

  /** Begins to look for this node's functions. */
  public void connect(ActorSystem<?> system, ClusterView view, ClusterEntities entities) {
    entities.register(ChunkPlacement.kind());
    var placement =
        entities.of(
            new EntityRefKey<>(ChunkPlacement.KIND, ChunkPlacement.Command.class),
            ChunkPlacement.ID);
    bridge =
        LambdaBridge.start(
            system, fleet(), new LambdaBridge.Ports(view, placement, invoker, dialBack));
    jobs = entities;
    system
        .scheduler()
        .scheduleWithFixedDelay(SETTLE, SETTLE, this::settle, system.executionContext());
  }

  /** What does tasks in functions; empty when there is no function for it. */
  public Optional<TaskFunctions> tasks() {
    return settings.tasks() == 0
        ? Optional.empty()
        : Optional.of(
            new TaskFunctions(
                invoker,
                new TaskFunctions.Terms(
                    new FleetNames(settings.cluster()).tasks(),
                    settings.tasks(),
                    settings.memoryMb(),
                    settings.prices(),
                    TaskFunction.LONGEST),
                this::bill));
  }

  private void bill(Payer payer, RunCost cost) {
    var known = jobs;
    if (known != null && payer.isSomebody()) {
      known.of(JOBS, payer.job()).tell(new JobCommand.Charged(cost));
    }
  }

  /** Tells jobs now what the runs that came back cost for them; happens by itself. */
  public void settle() {
    var known = jobs;
    if (known != null) {
      connected()
          .settle()
          .forEach(each -> known.of(JOBS, each.job()).tell(new JobCommand.Charged(each.cost())));
    }
  }

  private FleetSettings fleet() {
    var bridgeHost =
        settings.bridge().dialHost().isEmpty()
            ? settings.bridge().address().host()
            : settings.bridge().dialHost();
    return new FleetSettings(
        new FleetNames(settings.cluster()),
        settings.nodes(),
        settings.memoryMb(),
        FunctionSpec.chunkMb(settings.memoryMb()) * MIB,
        (FunctionSpec.EPHEMERAL_MB - SCRATCH_SPARE_MB) * MIB,
        settings.code(),
        ORIGIN_WRITES,
        bridgeHost + ":" + dialBack.port(),
        settings.prices(),
        new Patience(
            WantedFleet.warmUp(settings).toNanos(),
            PING.toNanos(),
            INVOKE.toNanos(),
            ATTEMPTS,
            REST.toNanos()),
        new FleetSettings.Upkeep(
            settings.warmUp().isEmpty(), settings.refill() == LambdaSettings.Refill.AT_ONCE));
  }

  private LambdaBridge connected() {
    if (bridge == null) {
      throw new IllegalStateException("the functions need the actor system first");
    }
    return bridge;
  }

  /** The bridge to them. */
  public LambdaBridge bridge() {
    return connected();
  }

  /** The tier that they are. */
  public LambdaTier tier() {
    return connected().tier();
  }

  /** What other nodes' functions still have of this node's packages. */
  public Tier elsewhere(Peers peers) {
    return connected().elsewhere(peers);
  }

  /** The functions, for operators. */
  public LambdaFleetView view(ClusterView cluster, Entities entities, ActorSystem<?> system) {
    return new FleetOfCluster(connected(), settings, cluster, new Weights(entities, system));
  }

  /** What this node does without, and what to do about it. */
  public List<String> faults() {
    return bridge == null ? List.of() : bridge.faults();
  }

  /** How many of this node's functions are in which state. */
  public Map<String, Integer> states() {
    var states = new TreeMap<String, Integer>();
    if (bridge != null) {
      bridge.own().forEach(each -> states.merge(FleetOfCluster.state(each), 1, Integer::sum));
    }
    return states;
  }

  /** What this node's bridge counted. */
  public NodeFigures.Lambda figures() {
    if (bridge == null) {
      return NodeFigures.Lambda.NONE;
    }
    var counted = bridge.figures();
    return new NodeFigures.Lambda(
        counted.invocations(),
        counted.coldStarts(),
        counted.billedMillis(),
        counted.costMicroUsd(),
        counted.chunksRead(),
        counted.chunksWritten(),
        counted.chunksLost(),
        counted.chunksRepaired(),
        counted.chunksCorrupt(),
        counted.nodesLost(),
        counted.unattributedMicroUsd(),
        counted.billedMillis() / MILLIS * settings.memoryMb() / MB_IN_GB);
  }

  /** How many functions the fleet of the whole cluster has. */
  public int nodes() {
    return settings.nodes();
  }

  /** The Lambda of this machine; empty in other modes. */
  public Optional<LocalLambda> local() {
    return Optional.ofNullable(local);
  }

  @Override
  public void close() {
    try {
      if (bridge != null) {
        bridge.close();
      } else {
        dialBack.close();
      }
    } catch (IOException e) {
      LOG.warn("the address that functions call was not closed well: {}", e.getMessage());
    }
    invoker.close();
    if (local != null) {
      local.close();
    }
  }
}
