package dev.sheaf.http.model;

import akka.http.javadsl.model.HttpResponse;
import dev.sheaf.actors.entity.ClusterView;
import dev.sheaf.http.route.Endpoint;
import dev.sheaf.http.route.Replies;

/** Leads from a node that keeps no models to one that does. */
record Elsewhere(ClusterView cluster, String scheme) {
  private static final String ROLE = "gpu";

  /** The handler on a node with the role; on others an answer with the address of one. */
  Endpoint.Handler orHere(Endpoint.Handler here) {
    return exchange -> {
      if (cluster.self().roles().contains(ROLE)) {
        return here.handle(exchange);
      }
      var other =
          cluster.members().stream()
              .filter(member -> member.roles().contains(ROLE) && !member.apiAddress().isEmpty())
              .map(ClusterView.Member::apiAddress)
              .findFirst();
      return other.isEmpty()
          ? here.handle(exchange)
          : leadingTo(scheme + "://" + other.get() + exchange.instance());
    };
  }

  private static HttpResponse leadingTo(String address) {
    return Replies.with(Replies.empty(307), "Location", address);
  }
}
