package dev.sheaf.http.lambda;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.actors.lambda.LambdaFleetView;
import dev.sheaf.actors.lambda.LambdaFleetView.Draining;
import dev.sheaf.actors.lambda.LambdaFleetView.Node;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import dev.sheaf.http.problem.ProblemException;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Paging;
import dev.sheaf.http.route.Replies;
import java.util.List;

/** The routes of the Lambda tier. */
public final class LambdaRoutes {
  private static final String NODES = "/v1/lambda/nodes";

  private final LambdaFleetView fleet;

  /** Routes over what the node sees of its functions. */
  public LambdaRoutes(LambdaFleetView fleet) {
    this.fleet = fleet;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(NODES, this::list).query("limit", "cursor"),
        Endpoint.post(NODES + "/{node}/drain", this::drain));
  }

  private HttpResponse list(Exchange exchange) {
    var page = Paging.of(exchange);
    var after = page.cursor().isEmpty() ? -1 : after(page.cursor());
    var nodes = fleet.nodes().orElseThrow(LambdaRoutes::off);
    var rest = nodes.stream().filter(each -> each.node() > after).toList();
    var shown = rest.stream().limit(page.limit()).toList();
    var last = shown.size() < rest.size() ? String.valueOf(shown.getLast().node()) : "";
    return page.reply(NODES, "nodes", shown.stream().map(LambdaRoutes::view).toList(), last);
  }

  private static int after(String cursor) {
    if (!cursor.matches("\\d{1,9}")) {
      throw Problem.of(
              ProblemCode.BAD_PARAMETER, "cursor must be one that this list gave, but was not")
          .hint("Follow the Link header of the page before.")
          .exception();
    }
    return Integer.parseInt(cursor);
  }

  private HttpResponse drain(Exchange exchange) {
    var number = exchange.pathInt("node", 0, Integer.MAX_VALUE);
    return switch (fleet.drain(number)) {
      case Draining.Begun(var node) -> Replies.json(202, view(node));
      case Draining.NoSuchNode(var nodes) ->
          throw Problem.of(
                  ProblemCode.UNKNOWN_LAMBDA_NODE,
                  "there is no function %d: they are numbered 0..%d".formatted(number, nodes - 1))
              .exception();
      case Draining.NoTier none -> throw off();
    };
  }

  private static ProblemException off() {
    return Problem.of(ProblemCode.LAMBDA_OFF, "this node runs without functions").exception();
  }

  private static ObjectNode view(Node node) {
    return Json.object()
        .put("node", node.node())
        .put("function", node.function())
        .put("state", node.state())
        .put("chunks", node.chunks())
        .put("usedBytes", node.usedBytes())
        .put("instance", node.instance())
        .put("owner", node.owner());
  }
}
