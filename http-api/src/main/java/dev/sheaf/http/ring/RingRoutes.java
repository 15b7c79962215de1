package dev.sheaf.http.ring;

import akka.http.javadsl.model.HttpResponse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sheaf.http.json.Json;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Exchange;
import dev.sheaf.http.route.Replies;
import java.util.List;

/** The route that tells clients whether they can have a ring, and where. */
public final class RingRoutes {
  /** The path of the document. */
  public static final String PATH = "/v1/shared-memory";

  private final Place place;

  /** Where the rings of a node are to be had. */
  public sealed interface Place {
    /**
     * At a door.
     *
     * @param host the id of this host's boot: a client with the same is on this host
     * @param path of the Unix-domain socket
     */
    record Door(String host, String path) implements Place {}

    /** Nowhere. */
    record None(String reason) implements Place {}
  }

  /** Routes that tell of one place. */
  public RingRoutes(Place place) {
    this.place = place;
  }

  /** The table. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get(PATH, this::show));
  }

  private HttpResponse show(Exchange exchange) {
    return Replies.json(200, view(place));
  }

  /** How a place looks in JSON. */
  public static ObjectNode view(Place place) {
    return switch (place) {
      case Place.Door(var host, var path) ->
          Json.object().put("offered", true).put("host", host).put("path", path);
      case Place.None(var reason) -> Json.object().put("offered", false).put("reason", reason);
    };
  }
}
