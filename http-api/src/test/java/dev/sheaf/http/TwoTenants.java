package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sheaf.actors.catalog.CatalogCommand;
import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.ephemeral.EphemeralAnswer;
import dev.sheaf.actors.ephemeral.EphemeralAsk;
import dev.sheaf.http.fake.FakeNode;
import dev.sheaf.policies.books.EphemeralProtocol.Command;
import dev.sheaf.policies.books.EphemeralProtocol.Site;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import java.nio.file.Path;
import java.util.List;

/** A node that asks for tokens, and has one of each thing of the tenants vision and other. */
final class TwoTenants {
  static final String JOB = ", \"contract\": \"strict\", \"batchSize\": 4, \"epochs\": 3";
  static final String ENSEMBLE =
      ", \"epochs\": 1, \"batchSize\": 4, \"members\": [{\"name\": \"a\", \"model\": \"cnn\","
          + " \"width\": 4}], \"preprocess\": {\"ops\": [\"decode\", \"crop 32 pad 4\","
          + " \"normalize\"]}";
  static final String MODEL =
      "\"uri\": \"file:///data/vision/net\", \"model\": {\"width\": 4, \"classes\": 2, \"side\": 32}";
  static final String TASK = ", \"stages\": [{\"op\": \"decode\", \"name\": \"small\"}]";

  final Roles roles;
  final Servers servers;

  TwoTenants(Path folder) throws Exception {
    roles = new Roles(folder);
    var settings = HttpSettings.loopback(0, 0, folder).with(roles.security);
    servers = new Servers(new FakeNode(1000), settings);
    report();
    for (var tenant : List.of("vision", "other")) {
      populate(tenant);
    }
  }

  private void report() {
    var probe = servers.node.kit.<EphemeralAnswer>createTestProbe();
    servers
        .node
        .entities
        .of(new EntityRefKey<>(EphemeralAsk.KIND, EphemeralAsk.class), EphemeralAsk.ID)
        .tell(
            new EphemeralAsk(
                new Command.Report(new Site("a", 2 << 20, 1 << 20, 8000), List.of()), probe.ref()));
    probe.receiveMessage();
  }

  /** One of each thing that names have, made by an admin, who may. */
  private void populate(String tenant) {
    var entry = servers.node.entry();
    servers
        .node
        .entities
        .of(new EntityRefKey<>(CatalogCommand.KIND, CatalogCommand.class), CatalogCommand.ID)
        .tell(
            new CatalogCommand.RegisterDataset(
                new DatasetEntry(
                    new DatasetVersion(tenant + ".cats", "ab".repeat(32)),
                    entry.uri(),
                    entry.format(),
                    100,
                    10,
                    entry.sizeBytes(),
                    entry.classes(),
                    ""),
                servers.node.kit.system().ignoreRef()));
    var cats = "\"dataset\": \"%s.cats\"".formatted(tenant);
    made("/v1/jobs", named("name", tenant + ".job", cats + JOB));
    made("/v1/ensembles", named("name", tenant + ".trio", cats + ENSEMBLE));
    made("/v1/models", named("name", tenant + ".net", MODEL));
    made("/v1/tasks", named("name", tenant + ".run", cats + TASK));
    made("/v1/ephemeral", named("job", tenant + ".job", "\"capacityGb\": 0"));
  }

  static String named(String field, String name, String rest) {
    return "{\"%s\": \"%s\", %s}".formatted(field, name, rest);
  }

  private void made(String path, String body) {
    var admin = roles.role("all-admin").headers("Content-Type", "application/json");
    var reply = servers.api.send("POST", path, body, admin);
    assertEquals(2, reply.status() / 100, () -> path + ": " + reply.json());
  }
}
