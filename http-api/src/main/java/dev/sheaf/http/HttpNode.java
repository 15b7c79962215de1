package dev.sheaf.http;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.http.batch.BatchBody;
import dev.sheaf.http.batch.BatchPlaces;
import dev.sheaf.http.batch.BatchRoutes;
import dev.sheaf.http.batch.OpenReplies;
import dev.sheaf.http.dataport.DataPortRoutes;
import dev.sheaf.http.dataset.DatasetRoutes;
import dev.sheaf.http.job.JobRoutes;
import dev.sheaf.http.job.LossLog;
import dev.sheaf.http.job.LossRoutes;
import dev.sheaf.http.job.MetricsRoutes;
import dev.sheaf.http.job.ResumeRoutes;
import dev.sheaf.http.job.TraceRoutes;
import dev.sheaf.http.metrics.HttpMetrics;
import dev.sheaf.http.operate.OperateRoutes;
import dev.sheaf.http.route.Asking;
import dev.sheaf.http.route.Dispatcher;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.HttpServer;
import dev.sheaf.http.route.Listen;
import dev.sheaf.http.route.ReplyBudget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The two HTTP servers of a node, while they listen. */
public final class HttpNode {
  private final ServerBinding api;
  private final ServerBinding data;

  private HttpNode(ServerBinding api, ServerBinding data) {
    this.api = api;
    this.data = data;
  }

  /**
   * Starts both servers; blocks until they listen.
   *
   * @throws CannotListenException when one of them cannot listen; none is left listening then
   */
  public static HttpNode start(ActorSystem<?> system, HttpSettings settings, HttpPorts ports)
      throws CannotListenException, InterruptedException {
    var metrics = new HttpMetrics(ports.control().figures());
    var budget = new ReplyBudget(settings.limits().replyBytes());
    var apiTable = new Dispatcher(system, api(system, settings, ports, metrics), metrics);
    var dataTable = new Dispatcher(system, data(system, settings, ports, metrics), metrics);
    var api = bind(system, settings.api(), "sheaf.http", apiTable, budget);
    try {
      return new HttpNode(api, bind(system, settings.data(), "sheaf.data", dataTable, budget));
    } catch (CannotListenException failed) {
      api.unbind().toCompletableFuture().join();
      throw failed;
    }
  }

  /** What the actor system should set for the servers to be fast; lay it over the references. */
  public static Config systemConfig() {
    return ConfigFactory.parseResources(HttpNode.class, "system.conf");
  }

  private static ServerBinding bind(
      ActorSystem<?> system, Listen at, String setting, Dispatcher table, ReplyBudget budget)
      throws CannotListenException, InterruptedException {
    try {
      if (!InetAddress.getByName(at.host()).isLoopbackAddress()) {
        throw new CannotListenException(at, setting);
      }
      return HttpServer.bind(system, at, table, budget).toCompletableFuture().get();
    } catch (ExecutionException | UnknownHostException failed) {
      throw new CannotListenException(at, setting, failed);
    }
  }

  /** The endpoints of the API port. */
  static List<Endpoint> api(
      ActorSystem<?> system, HttpSettings settings, HttpPorts ports, HttpMetrics metrics) {
    var control = ports.control();
    var asking =
        new Asking(system, control.entities(), settings.limits().patience(), control.readiness());
    var manifests = ports.reading().manifests();
    var datasets = ports.datasets();
    var limits = settings.limits();
    var body = new BatchBody(system, metrics, new OpenReplies(limits.pendingBatches()));
    var losses = new LossLog(settings.losses(), limits.lossBytesPerEpoch());
    var table = new ArrayList<Endpoint>();
    table.addAll(batches(asking, ports, body).endpoints());
    table.addAll(
        new DatasetRoutes(system, asking, datasets.indexing(), datasets.warming()).endpoints());
    table.addAll(new JobRoutes(asking, limits.maxBatchBytes()).endpoints());
    table.addAll(new ResumeRoutes(asking).endpoints());
    table.addAll(new TraceRoutes(asking, manifests).endpoints());
    table.addAll(new LossRoutes(asking, manifests, losses).endpoints());
    table.addAll(new MetricsRoutes(asking, manifests, ports.control().figures()).endpoints());
    table.addAll(
        new OperateRoutes(ports.control().cluster(), ports.control().readiness(), metrics)
            .endpoints());
    return table;
  }

  private static BatchRoutes batches(Asking asking, HttpPorts ports, BatchBody body) {
    var reading = ports.reading();
    var places = new BatchPlaces(reading.desk(), reading.manifests(), ports.control().cluster());
    return new BatchRoutes(asking, reading.batches(), reading.desk(), places, body);
  }

  /** The endpoints of the data port. */
  static List<Endpoint> data(
      ActorSystem<?> system, HttpSettings settings, HttpPorts ports, HttpMetrics metrics) {
    var open = new OpenReplies(settings.limits().pendingBatches());
    return new DataPortRoutes(
            ports.reading().reader(),
            ports.reading().manifests(),
            ports.datasets().segments(),
            new BatchBody(system, metrics, open))
        .endpoints();
  }

  /** Where the API listens, with the port that it got. */
  public Listen apiAddress() {
    return address(api);
  }

  /** Where the data port listens, with the port that it got. */
  public Listen dataAddress() {
    return address(data);
  }

  private static Listen address(ServerBinding binding) {
    return new Listen(
        binding.localAddress().getAddress().getHostAddress(), binding.localAddress().getPort());
  }

  /**
   * Takes no new connections, lets requests that run end within {@code patience}, then cuts the
   * rest.
   */
  public CompletionStage<Done> stop(Duration patience) {
    return api.terminate(patience)
        .thenCombine(data.terminate(patience), (one, other) -> Done.getInstance());
  }
}
