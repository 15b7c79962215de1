package dev.sheaf.http;

import dev.sheaf.http.auth.Guard;
import dev.sheaf.http.auth.Passes;
import dev.sheaf.http.auth.PeerAccess;
import dev.sheaf.http.auth.Security;
import dev.sheaf.http.auth.TokenFile;
import dev.sheaf.http.auth.TokenHash;
import dev.sheaf.http.auth.Tokens;
import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Need;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tokens of every role, of two tenants and of all, and a node's security that believes them. */
final class Roles {
  final List<Role> all = new ArrayList<>();
  final Security security;

  /** A role with its token; without one it is nobody. */
  record Role(String name, Optional<String> token, Grant grant) {
    boolean mayCall(Need need) {
      return need == Need.NOTHING || (token.isPresent() && need.isMetBy(grant));
    }

    String[] headers(String... more) {
      var headers = new ArrayList<>(List.of(more));
      token.ifPresent(shown -> headers.addAll(List.of("Authorization", "Bearer " + shown)));
      return headers.toArray(String[]::new);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  Roles(Path folder) throws IOException {
    var lines = new ArrayList<String>();
    for (var tenant : List.of("vision", "other", "*")) {
      for (var scope : List.of(Scope.READ, Scope.TRAIN, Scope.ADMIN)) {
        var name =
            (tenant.equals("*") ? "all" : tenant) + "-" + scope.name().toLowerCase(Locale.ROOT);
        var token = TokenHash.newToken();
        lines.add(TokenFile.line(name, tenant, scope, TokenHash.of(token), Optional.empty()));
        all.add(new Role(name, Optional.of(token), new Grant(name, tenant, scope, List.of())));
      }
    }
    lines.add("origin vision file:///data/vision");
    all.add(new Role("nobody", Optional.empty(), new Grant("", "", Scope.READ, List.of())));
    var file = Files.write(folder.resolve("tokens"), lines);
    var passes = Passes.alone(InstantSource.system());
    security =
        new Security(
            Guard.of(Tokens.open(file, InstantSource.system()), passes),
            PeerAccess.of(Optional.of(passes), Optional.empty()),
            Optional.empty());
    all.add(
        new Role(
            "node",
            security.peers().asNode().map(header -> header.substring("Bearer ".length())),
            new Grant("node", Grant.ALL, Scope.NODE, List.of())));
  }

  Role role(String name) {
    return all.stream().filter(role -> role.name().equals(name)).findFirst().orElseThrow();
  }
}
