package dev.sheaf.node.training;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.CatalogReply;
import dev.sheaf.actors.ensemble.EnsembleCommand;
import dev.sheaf.actors.ensemble.EnsembleCoordinator;
import dev.sheaf.actors.ensemble.EnsembleMessage;
import dev.sheaf.actors.ensemble.Preparing;
import dev.sheaf.actors.ensemble.SlotArbiter;
import dev.sheaf.actors.ensemble.SlotBoard;
import dev.sheaf.actors.ensemble.SlotCommand;
import dev.sheaf.actors.ensemble.SlotOffer;
import dev.sheaf.actors.ensemble.Slots;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.image.ImageDecoders;
import dev.sheaf.actors.importance.LossSink;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.gpu.ensemble.MemberFiles;
import dev.sheaf.gpu.ensemble.SlotKeeper;
import dev.sheaf.gpu.model.ModelSettings;
import dev.sheaf.gpu.model.OriginPages;
import dev.sheaf.gpu.model.ResidentModels;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SampleDecoder;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import dev.sheaf.gpu.worker.AllowedCommands;
import dev.sheaf.gpu.worker.GpuWorker;
import dev.sheaf.gpu.worker.NodeTrainers;
import dev.sheaf.gpu.worker.Python;
import dev.sheaf.gpu.worker.TrainerLaunch;
import dev.sheaf.gpu.worker.Trainers;
import dev.sheaf.gpu.worker.WarmTrainers;
import dev.sheaf.http.HttpPorts;
import dev.sheaf.http.dataport.HttpPeers;
import dev.sheaf.http.dataport.SharedPeers;
import dev.sheaf.node.config.Settings;
import dev.sheaf.sharding.allocation.ClusterEntities;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The training of a node: made when it is wired, open when it has joined. */
public final class Training implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_ENSEMBLES = 1000;
  private static final EntityRefKey<EnsembleMessage> ENSEMBLES =
      new EntityRefKey<>(EnsembleCommand.KIND, EnsembleMessage.class);
  private static final EntityRefKey<CatalogCommand> CATALOG =
      new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class);

  /** Compute threads of a trainer; more than one spins on a busy machine. */
  private static final int THREADS = 1;

  private final Settings settings;
  private final ActorSystem<?> system;
  private final ClusterEntities entities;
  private final GpuWorker.Ports workers;
  private final MemberFiles files;
  private final SlotBoard board;
  private final ResidentModels models;
  private final Supplier<Preparing> preparing;
  private @Nullable ActorRef<SlotCommand> slots;

  /** The board, with what this node has learned of the cost of preparing. */
  private record SlotsAndCosts(Slots board, Supplier<Preparing> costs) implements Slots {
    @Override
    public List<SlotOffer> offers() {
      return board.offers();
    }

    @Override
    public Preparing preparing() {
      return costs.get();
    }
  }

  /**
   * Where samples come from, and what becomes of them.
   *
   * @param decoder decodes what members train on
   * @param decoders decode what is predicted
   * @param weights reads files of weights
   * @param preparing what that has cost so far
   * @param peers reach other nodes' data ports
   */
  public record Samples(
      Feed.Source source,
      SampleDecoder decoder,
      ImageDecoders decoders,
      LossSink losses,
      OriginPages weights,
      Supplier<Preparing> preparing,
      HttpPeers peers) {}

  /** Training that nobody can ask for yet. */
  public Training(
      Settings settings, ActorSystem<?> system, ClusterEntities entities, Samples samples) {
    this.settings = settings;
    this.system = system;
    this.entities = entities;
    this.workers =
        new GpuWorker.Ports(
            trainers(),
            samples.source(),
            samples.decoder(),
            job -> entities.of(new EntityRefKey<>(JobCommand.KIND, JobMessage.class), job),
            samples.losses(),
            new SharedPipelines(
                new SharedPipelines.Ports(
                    samples.source(),
                    samples.decoder(),
                    this::done,
                    new SharedPeers(samples.peers())),
                SharedPipelines.Limits.USUAL));
    this.preparing = samples.preparing();
    this.files = new MemberFiles(settings.state().resolve("ensembles"));
    this.board = SlotBoard.start(system);
    this.models =
        new ResidentModels(
            models(settings),
            new ResidentModels.Ports(
                workers.trainers(), samples.decoders(), files::trained, samples.weights()));
    entities.register(SlotArbiter.kind(board));
    entities.register(EnsembleCoordinator.kind(new EnsembleCoordinator.Ports(entities, known())));
  }

  private static ModelSettings models(Settings settings) {
    var models = settings.models();
    return new ModelSettings(
        settings.state().resolve("models"),
        models.disk(),
        models.budgets(),
        models.order(),
        models.processBytes(),
        models.idle());
  }

  /** What is prepared for many was read for many; nobody waits for the answer. */
  private void done(String job, int epoch, int below) {
    entities
        .of(new EntityRefKey<>(JobCommand.KIND, JobMessage.class), job)
        .tell(new JobCommand.Consumed(1, epoch, 0, below, system.ignoreRef()));
  }

  private Slots known() {
    return new SlotsAndCosts(board, preparing);
  }

  /**
   * Offers the node's slots to the cluster, and wakes ensembles that were left unfinished.
   *
   * @param dataAddress of the node's data port
   */
  public void open(String node, String dataAddress) {
    if (!trains()) {
      return;
    }
    var keeper =
        new SlotKeeper.Ports(
            node,
            dataAddress,
            settings.gpu().slots(),
            settings.gpu().slotBytes(),
            files,
            workers,
            ensemble -> entities.of(ENSEMBLES, ensemble));
    slots = system.systemActorOf(SlotKeeper.create(keeper), "slot-keeper", Props.empty());
    wake();
  }

  /** An ensemble whose coordinator was lost with everything that would speak to it. */
  private void wake() {
    AskPattern.<CatalogCommand, CatalogReply>ask(
            entities.of(CATALOG, CatalogCommand.ID),
            (ActorRef<CatalogReply> replyTo) ->
                new CatalogCommand.ListNames(
                    CatalogCommand.NameKind.ENSEMBLE, "", MOST_ENSEMBLES, replyTo),
            PATIENCE,
            system.scheduler())
        .thenAccept(reply -> {
          if (reply instanceof CatalogReply.NamesAre names) {
            names
                .names()
                .forEach(name -> entities.of(ENSEMBLES, name).tell(new EnsembleCommand.Wake()));
          }
        });
  }

  /** What a GPU worker of this node needs. */
  public GpuWorker.Ports workers() {
    return workers;
  }

  /** What the HTTP API needs. */
  public HttpPorts.Training ports() {
    return new HttpPorts.Training(known(), models, workers.pipelines());
  }

  private Trainers trainers() {
    var djl = TrainerLaunch.djl(home("gpu-workers/trainer/target/lib"), libraries(), THREADS);
    if (!trains()) {
      return djl;
    }
    var programs = settings.gpu().programs();
    var script = home("gpu-workers/trainer-python/sheaf_trainer.py").toAbsolutePath().normalize();
    return NodeTrainers.of(
        new NodeTrainers.Choice(
            djl,
            new Python(programs.python(), script, THREADS),
            settings.gpu().trainer(),
            new AllowedCommands(programs.commands(), Path.of(""), programs.python()),
            programs.patience(),
            new WarmTrainers.Terms(programs.prewarm(), programs.prewarmIdle())));
  }

  private boolean trains() {
    return settings.plays("gpu") && settings.gpu().slots() > 0;
  }

  private static Path home(String path) {
    return Path.of(System.getProperty("sheaf.home", "."), path);
  }

  private Path libraries() {
    if (!settings.gpu().libraries().isEmpty()) {
      return Path.of(settings.gpu().libraries());
    }
    var cache = System.getenv("XDG_CACHE_HOME");
    var base = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return base.resolve("sheaf").resolve("djl");
  }

  /**
   * Ends what trains before the node leaves: a trainer that goes on would ask a cluster that went.
   */
  @Override
  public void close() {
    var keeper = slots;
    if (keeper != null) {
      Adapter.toClassic(system).stop(Adapter.toClassic(keeper));
    }
    models.close();
    workers.trainers().close();
  }
}
