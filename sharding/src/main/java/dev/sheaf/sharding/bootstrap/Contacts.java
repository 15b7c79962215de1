package dev.sheaf.sharding.bootstrap;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How nodes that were told no seed find one another. A name says where nodes are; each of them
 * answers at its contact port which members it knows. Who hears of members joins them; when nobody
 * knows any, enough nodes answer and their number rests, the one with the lowest address begins a
 * cluster.
 *
 * @param name what is looked up: a DNS name, or the pods' label {@code app}
 * @param host by which others reach this node
 * @param port where this node answers; where others do too, unless an SRV record says it
 * @param required nodes that must answer before one of them begins a cluster
 */
public record Contacts(Way way, String name, String host, int port, int required) {
  private static final Pattern SERVICE = Pattern.compile("_([^._]+)\\._(tcp|udp)\\.(.+)");
  private static final String BOOTSTRAP = "akka.management.cluster.bootstrap.";
  private static final String DISCOVERY = BOOTSTRAP + "contact-point-discovery.";
  private static final String PODS = "akka.discovery.kubernetes-api.";

  /** The name of the pods' port for contacts. */
  public static final String PORT_NAME = "contact";

  /** Who knows where nodes are. */
  public sealed interface Way {}

  /**
   * A name server: SRV records where the name is {@code _service._tcp.domain}, else addresses.
   *
   * @param resolver {@code host:port} of the server; empty = the machine's own
   */
  public record Dns(String resolver) implements Way {}

  /**
   * The Kubernetes API, which lists pods by label.
   *
   * @param account folder with the token, authority and namespace of the pod's service account
   */
  public record Kubernetes(Path account) implements Way {}

  /** True when records name hosts and ports, not addresses. */
  public boolean namesService() {
    return way instanceof Dns && SERVICE.matcher(name).matches();
  }

  /** What the actor system must know from its start. */
  public Config config() {
    var values = new HashMap<String, Object>();
    values.put("akka.management.http.hostname", ownName());
    values.put("akka.management.http.bind-hostname", host);
    values.put("akka.management.http.port", port);
    values.put("akka.management.http.routes.health-checks", "");
    values.put(DISCOVERY + "required-contact-point-nr", required);
    values.put(DISCOVERY + "stable-margin", "3s");
    values.put(BOOTSTRAP + "contact-point.filter-on-fallback-port", false);
    switch (way) {
      case Dns(var resolver) -> names(values, resolver);
      case Kubernetes(var account) -> pods(values, account);
    }
    return ConfigFactory.parseMap(values);
  }

  private void names(Map<String, Object> values, String resolver) {
    values.put("akka.discovery.method", "akka-dns");
    var service = SERVICE.matcher(name);
    var served = service.matches();
    values.put(DISCOVERY + "effective-name", served ? service.group(3) : name);
    values.put(DISCOVERY + "port-name", served ? service.group(1) : "");
    values.put(DISCOVERY + "protocol", served ? service.group(2) : "");
    if (!resolver.isEmpty()) {
      values.put("akka.io.dns.async-dns.nameservers", List.of(resolver));
    }
  }

  private void pods(Map<String, Object> values, Path account) {
    values.put("akka.discovery.method", "kubernetes-api");
    values.put(DISCOVERY + "effective-name", name);
    values.put(DISCOVERY + "port-name", PORT_NAME);
    values.put(PODS + "use-raw-ip", true);
    values.put(PODS + "pod-label-selector", "app=%s");
    values.put(PODS + "api-token-path", account.resolve("token").toString());
    values.put(PODS + "api-ca-path", account.resolve("ca.crt").toString());
    values.put(PODS + "pod-namespace-path", account.resolve("namespace").toString());
  }

  /** A node must know itself among what is found: a name in SRV records, an address elsewhere. */
  private String ownName() {
    try {
      return namesService() ? host : InetAddress.getByName(host).getHostAddress();
    } catch (UnknownHostException unknown) {
      return host;
    }
  }

  /** Where nodes were looked for, for messages. */
  @Override
  public String toString() {
    return switch (way) {
      case Dns(var resolver) ->
          "the DNS name " + name + (resolver.isEmpty() ? "" : " at " + resolver);
      case Kubernetes _ -> "the pods labelled app=" + name;
    };
  }
}
