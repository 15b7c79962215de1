package dev.sheaf.http.route;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ConnectionContext;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.javadsl.Flow;
import com.typesafe.config.ConfigFactory;
import dev.sheaf.http.tls.NodeTls;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A listening port whose requests go to a dispatcher; knows when each connection ends. */
public final class HttpServer {
  private HttpServer() {}

  /** Listens, by TLS when {@code tls} is there; fails when the address cannot be had. */
  public static CompletionStage<ServerBinding> bind(
      ActorSystem<?> system,
      Listen at,
      Dispatcher dispatcher,
      ReplyBudget budget,
      Optional<NodeTls> tls) {
    var server = Http.get(system).newServerAt(at.host(), at.port()).withSettings(settings(system));
    return tls.map(own -> server.enableHttps(ConnectionContext.httpsServer(own::serverEngine)))
        .orElse(server)
        .bindFlow(connections(dispatcher, budget));
  }

  private static ServerSettings settings(ActorSystem<?> system) {
    var ours =
        ConfigFactory.parseResources(
            HttpServer.class.getClassLoader(), "dev/sheaf/http/server.conf");
    return ServerSettings.create(ours.withFallback(system.settings().config()).resolve());
  }

  private static Flow<HttpRequest, HttpResponse, ?> connections(
      Dispatcher dispatcher, ReplyBudget budget) {
    return Flow.fromMaterializer((materializer, attributes) -> connection(dispatcher, budget));
  }

  private static Flow<HttpRequest, HttpResponse, NotUsed> connection(
      Dispatcher dispatcher, ReplyBudget budget) {
    var connection = new Connection(budget);
    return Flow.of(HttpRequest.class)
        .mapAsync(
            1,
            request -> {
              connection.written();
              return dispatcher.dispatch(request, connection);
            })
        .watchTermination((notUsed, ended) -> {
          ended.whenComplete((done, failure) -> connection.closed());
          return notUsed;
        });
  }
}
