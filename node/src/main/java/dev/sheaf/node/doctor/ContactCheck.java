package dev.sheaf.node.doctor;

import dev.sheaf.sharding.bootstrap.Contacts;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;

/** Whether nodes can find one another: where the name leads, and who answers there. */
final class ContactCheck {
  private static final String WHAT = "nodes by name";
  private static final String WAIT_MILLIS = "1500";

  private final Contacts contacts;
  private final Map<String, String> environment;

  ContactCheck(Contacts contacts, Map<String, String> environment) {
    this.contacts = contacts;
    this.environment = environment;
  }

  /** A host and a port at which a node is said to answer. */
  record Place(String host, int port) {
    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /** What is found, and of each node that is found whether it answers. */
  List<Finding> of(BiPredicate<String, Integer> reachable) {
    try {
      var places =
          switch (contacts.way()) {
            case Contacts.Dns(var resolver) -> names(resolver);
            case Contacts.Kubernetes(var account) ->
                new PodList(account, environment).of(contacts.name(), contacts.port());
          };
      var findings = new ArrayList<Finding>();
      findings.add(enough(places));
      places.forEach(place -> findings.add(answer(place, reachable)));
      return findings;
    } catch (NamingException | IOException e) {
      return List.of(
          Finding.broken(
              WHAT,
              "%s: %s".formatted(contacts, e.getMessage()),
              "mend sheaf.cluster.contact, or what it names"));
    }
  }

  private Finding enough(List<Place> places) {
    return places.size() >= contacts.required()
        ? Finding.fine(WHAT, "%s: %d".formatted(contacts, places.size()))
        : Finding.broken(
            WHAT,
            "%s: %d, where sheaf.cluster.contact.required-nodes is %d"
                .formatted(contacts, places.size(), contacts.required()),
            "start the other nodes, or mend the name's records");
  }

  private static Finding answer(Place place, BiPredicate<String, Integer> reachable) {
    return reachable.test(place.host(), place.port())
        ? Finding.fine("contact", place + " answers")
        : Finding.broken(
            "contact",
            place + " does not answer",
            "start that node, or mend its sheaf.cluster.contact.port");
  }

  private List<Place> names(String resolver) throws NamingException, IOException {
    if (contacts.namesService()) {
      return records(resolver, "SRV").stream().map(ContactCheck::served).toList();
    }
    if (resolver.isEmpty()) {
      return Arrays.stream(InetAddress.getAllByName(contacts.name()))
          .map(address -> new Place(address.getHostAddress(), contacts.port()))
          .toList();
    }
    return records(resolver, "A").stream()
        .map(address -> new Place(address, contacts.port()))
        .toList();
  }

  /** The DNS provider gives records as texts: it has no objects that could be made of them. */
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private List<String> records(String resolver, String type) throws NamingException {
    var settings = new Hashtable<String, String>();
    settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    settings.put(Context.PROVIDER_URL, resolver.isEmpty() ? "dns:" : "dns://" + resolver);
    settings.put("com.sun.jndi.dns.timeout.initial", WAIT_MILLIS);
    settings.put("com.sun.jndi.dns.timeout.retries", "1");
    var server = new InitialDirContext(settings);
    try {
      var found = server.getAttributes(contacts.name(), new String[] {type}).get(type);
      if (found == null) {
        return List.of();
      }
      return Collections.list(found.getAll()).stream().map(String::valueOf).toList();
    } finally {
      server.close();
    }
  }

  /** Of {@code priority weight port host.} */
  private static Place served(String service) {
    var words = service.split(" ", -1);
    return new Place(words[3].replaceAll("\\.$", ""), Integer.parseInt(words[2]));
  }
}
