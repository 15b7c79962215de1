package dev.sheaf.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.http.admission.Doors;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.batch.BatchBody;
import dev.sheaf.http.batch.BatchDoor;
import dev.sheaf.http.batch.BatchPlaces;
import dev.sheaf.http.batch.BatchRoutes;
import dev.sheaf.http.batch.PreparedBody;
import dev.sheaf.http.batch.RingBody;
import dev.sheaf.http.dashboard.Dashboard;
import dev.sheaf.http.dataport.BatchPort;
import dev.sheaf.http.dataport.DataPort;
import dev.sheaf.http.dataport.DataPortRoutes;
import dev.sheaf.http.dataport.DataRoute;
import dev.sheaf.http.dataport.FileSetRoutes;
import dev.sheaf.http.dataport.SharedPort;
import dev.sheaf.http.dataset.DatasetRoutes;
import dev.sheaf.http.dataset.SampleRoutes;
import dev.sheaf.http.ensemble.EnsembleRoutes;
import dev.sheaf.http.ephemeral.EphemeralRoutes;
import dev.sheaf.http.job.JobRoutes;
import dev.sheaf.http.job.LossLog;
import dev.sheaf.http.job.LossRoutes;
import dev.sheaf.http.job.MetricsRoutes;
import dev.sheaf.http.job.ResumeRoutes;
import dev.sheaf.http.job.TraceRoutes;
import dev.sheaf.http.lambda.LambdaRoutes;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.metrics.Sources;
import dev.sheaf.http.model.ModelRoutes;
import dev.sheaf.http.model.PredictRoutes;
import dev.sheaf.http.operate.OperateRoutes;
import dev.sheaf.http.ring.RingRoutes;
import dev.sheaf.http.ring.SharedMemory;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Dispatcher;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.HttpServer;
import dev.sheaf.http.route.Listen;
import dev.sheaf.http.route.ReaderWatch;
import dev.sheaf.http.route.ReplyBudget;
import dev.sheaf.http.s3.S3Gateway;
import dev.sheaf.http.task.TaskRoutes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The two HTTP servers of a node, while they listen. */
public final class HttpNode {
  /** How long the dashboard waits for an entity; it looks again soon. */
  private static final Duration LOOK_PATIENCE = Duration.ofSeconds(2);

  private final ServerBinding api;
  private final DataPort data;
  private final SharedMemory shared;
  private final Dashboard dashboard;

  private HttpNode(ServerBinding api, DataPort data, SharedMemory shared, Dashboard dashboard) {
    this.api = api;
    this.data = data;
    this.shared = shared;
    this.dashboard = dashboard;
  }

  /**
   * Starts both servers; blocks until they listen.
   *
   * @throws CannotListenException when one of them cannot listen; none is left listening then
   */
  public static HttpNode start(ActorSystem<?> system, HttpSettings settings, HttpPorts ports)
      throws CannotListenException, InterruptedException {
    var shared = SharedMemory.open(settings.sharedMemoryBytes());
    var metrics = Sources.metrics(ports, shared.rings());
    var budget = new ReplyBudget(settings.limits().replyBytes());
    try {
      var batches = Batches.of(system, settings, ports, metrics, shared);
      var gateway = gateway(settings, ports, batches);
      var dashboard = dashboard(system, ports, metrics);
      var table = new ArrayList<>(api(system, settings, ports, metrics, batches));
      table.addAll(dashboard.endpoints());
      var way = new Dispatcher.Way(settings.security().guard(), batches.doors().requests());
      var dispatcher = new Dispatcher(system, table, gateway, metrics, way);
      var api = bind(system, settings, dispatcher, budget);
      try {
        var held = new DataPort.Held(settings.port(), budget, batches.doors().requests());
        var port = listen(settings, data(ports, metrics, batches), metrics, held);
        return new HttpNode(api, port, shared, dashboard);
      } catch (CannotListenException failed) {
        api.unbind().toCompletableFuture().join();
        throw failed;
      }
    } catch (CannotListenException failed) {
      shared.close();
      throw failed;
    }
  }

  static Dashboard dashboard(ActorSystem<?> system, HttpPorts ports, HttpMetrics metrics) {
    var control = ports.control();
    var asking = new Asking(system, control.entities(), LOOK_PATIENCE, control.readiness());
    return new Dashboard(ports, asking, metrics);
  }

  /** What the actor system should set for the servers to be fast; lay it over the references. */
  public static Config systemConfig() {
    return ConfigFactory.parseResources(HttpNode.class, "system.conf");
  }

  private static ServerBinding bind(
      ActorSystem<?> system, HttpSettings settings, Dispatcher table, ReplyBudget budget)
      throws CannotListenException, InterruptedException {
    var at = settings.api();
    checkLoopback(at, "sheaf.http", settings.security());
    try {
      return HttpServer.bind(system, at, table, budget, settings.security().tls())
          .toCompletableFuture()
          .get();
    } catch (ExecutionException failed) {
      throw new CannotListenException(at, "sheaf.http", failed);
    }
  }

  private static DataPort listen(
      HttpSettings settings, List<DataRoute> table, HttpMetrics metrics, DataPort.Held held)
      throws CannotListenException {
    checkLoopback(settings.data(), "sheaf.data", settings.security());
    try {
      return DataPort.listen(table, settings.data(), metrics, held, settings.security());
    } catch (IOException failed) {
      throw new CannotListenException(settings.data(), "sheaf.data", failed);
    }
  }

  /** Where others can call, who calls must be asked. */
  private static void checkLoopback(Listen at, String setting, Security security)
      throws CannotListenException {
    try {
      if (security.guard().isOpen() && !InetAddress.getByName(at.host()).isLoopbackAddress()) {
        throw new CannotListenException(at, setting);
      }
    } catch (UnknownHostException failed) {
      throw new CannotListenException(at, setting, failed);
    }
  }

  /** What serves batches at both ports. */
  record Batches(
      Asking asking,
      Doors doors,
      ReaderWatch readers,
      BatchDoor door,
      BatchBody encoded,
      PreparedBody prepared,
      RingBody ring,
      RingRoutes.Place rings) {
    static Batches of(
        ActorSystem<?> system,
        HttpSettings settings,
        HttpPorts ports,
        HttpMetrics metrics,
        SharedMemory shared) {
      var control = ports.control();
      var reading = ports.reading();
      var limits = settings.limits();
      var asking = new Asking(system, control.entities(), limits.patience(), control.readiness());
      var places = new BatchPlaces(reading.desk(), reading.manifests(), control.cluster());
      var door = new BatchDoor(asking, reading.batches(), reading.desk(), places);
      var prepared =
          new PreparedBody.Ports(door, reading.preparer(), reading.desk(), metrics, shared.rings());
      var doors = Doors.of(limits.bounds());
      metrics.shows(doors);
      var readers = new ReaderWatch(settings.port().readerPatience(), metrics);
      return new Batches(
          asking,
          doors,
          readers,
          door,
          new BatchBody(system, doors.answers(), shared.rings(), readers),
          new PreparedBody(prepared, limits.maxBatchBytes()),
          new RingBody(door, metrics, shared.rings()),
          shared.place());
    }
  }

  /** The endpoints of the API port. */
  static List<Endpoint> api(
      ActorSystem<?> system,
      HttpSettings settings,
      HttpPorts ports,
      HttpMetrics metrics,
      Batches batches) {
    var control = ports.control();
    var asking = batches.asking();
    var manifests = ports.reading().manifests();
    var datasets = ports.datasets();
    var limits = settings.limits();
    var losses = new LossLog(settings.losses(), limits.lossBytesPerEpoch());
    var table = new ArrayList<Endpoint>();
    table.addAll(
        new BatchRoutes(
                asking,
                batches.door(),
                new BatchRoutes.Bodies(batches.encoded(), batches.prepared()))
            .endpoints());
    table.addAll(new RingRoutes(batches.rings()).endpoints());
    table.addAll(
        new DatasetRoutes(system, asking, datasets.indexing(), datasets.warming()).endpoints());
    table.addAll(new SampleRoutes(asking, manifests).endpoints());
    table.addAll(
        new JobRoutes(asking, manifests, ports.control().figures(), limits.maxBatchBytes())
            .endpoints());
    table.addAll(new ResumeRoutes(asking).endpoints());
    table.addAll(new TraceRoutes(asking, manifests).endpoints());
    table.addAll(new MetricsRoutes(asking, manifests, ports.control().figures()).endpoints());
    table.addAll(new LossRoutes(asking, manifests, ports.reading().losses(), losses).endpoints());
    var training = ports.training();
    var peers = settings.security().peers();
    var scheme = peers.scheme();
    table.addAll(new EnsembleRoutes(asking, training.slots(), batches.readers()).endpoints());
    table.addAll(
        new PredictRoutes(asking, training.models(), control.cluster(), scheme).endpoints());
    table.addAll(new ModelRoutes(asking, training.models(), control.cluster(), scheme).endpoints());
    table.addAll(new TaskRoutes(asking, datasets.tasks()).endpoints());
    table.addAll(
        new EphemeralRoutes(asking, control.cluster(), ports.ephemeral(), peers).endpoints());
    table.addAll(new LambdaRoutes(ports.control().functions()).endpoints());
    table.addAll(
        new OperateRoutes(ports.control().cluster(), ports.control().readiness(), metrics)
            .endpoints());
    return table;
  }

  private static S3Gateway gateway(HttpSettings settings, HttpPorts ports, Batches batches) {
    return new S3Gateway(
        settings.access(),
        new S3Gateway.Ports(
            batches.asking(),
            ports.reading().manifests(),
            ports.reading().reader(),
            ports.control().cluster(),
            batches.doors().answers(),
            batches.readers()),
        InstantSource.system());
  }

  /** The routes of the data port. */
  static List<DataRoute> data(HttpPorts ports, HttpMetrics metrics, Batches batches) {
    var reading = ports.reading();
    var answers = batches.doors().answers();
    var table = new ArrayList<DataRoute>();
    table.addAll(
        new DataPortRoutes(
                new DataPortRoutes.Ports(
                    reading.reader(),
                    reading.manifests(),
                    ports.datasets().segments(),
                    reading.desk(),
                    metrics),
                answers)
            .table());
    table.addAll(
        new BatchPort(
                new BatchPort.Ports(
                    batches.door(), batches.prepared(), batches.ring(), batches.rings(), metrics),
                answers)
            .table());
    table.addAll(new FileSetRoutes(ports.training().files()).table());
    table.addAll(new SharedPort(ports.training().shared()).table());
    return table;
  }

  /** Where the API listens, with the port that it got. */
  public Listen apiAddress() {
    return new Listen(
        api.localAddress().getAddress().getHostAddress(), api.localAddress().getPort());
  }

  /** Where the data port listens, with the port that it got. */
  public Listen dataAddress() {
    return data.address();
  }

  /**
   * The API takes no new connections, lets requests that run end within {@code patience}, then cuts
   * the rest; the data port goes on.
   */
  public CompletionStage<Done> stopApi(Duration patience) {
    dashboard.close();
    // Of a node that was given up, what listened has ended with the actor system: it fails then.
    return api.terminate(patience)
        .handle((ended, gone) -> {
          shared.close();
          return Done.getInstance();
        });
  }

  /** The same for the data port. */
  public CompletionStage<Done> stopData(Duration patience) {
    return data.stop(patience).thenApply(ended -> Done.getInstance());
  }

  /** Waits until the data port was asked for nothing during {@code quiet}, at most {@code most}. */
  public void awaitQuiet(Duration quiet, Duration most) {
    data.awaitQuiet(quiet, most);
  }

  /** Stops both at once. */
  public CompletionStage<Done> stop(Duration patience) {
    return stopApi(patience).thenCombine(stopData(patience), (one, other) -> one);
  }
}
