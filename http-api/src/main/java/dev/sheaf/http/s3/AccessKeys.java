package dev.sheaf.http.s3;

import dev.sheaf.http.auth.OwnersFile;
import dev.sheaf.policies.access.Grant;
import dev.sheaf.policies.access.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who may read by the gateway: access keys with their secrets, which are never shown. */
public final class AccessKeys {
  /** Nobody. */
  public static final AccessKeys NONE = new AccessKeys(Map.of());

  private static final int MOST_BYTES = 1 << 20;
  private static final Pattern LINE =
      Pattern.compile(
          "(?<key>[A-Za-z0-9_-]{3,128}):(?<secret>[\\x21-\\x7e]{16,128})(\\s+(?<tenant>\\S+))?");

  private final Map<String, String> secrets;
  private final Map<String, String> tenants;

  /** These keys, with the secret of each; they are of no tenant. */
  public AccessKeys(Map<String, String> secrets) {
    this(secrets, Map.of());
  }

  /** These keys, with the secret of each, and the tenants of some. */
  public AccessKeys(Map<String, String> secrets, Map<String, String> tenants) {
    this.secrets = Map.copyOf(secrets);
    this.tenants = Map.copyOf(tenants);
  }

  /**
   * The keys in a file: a line each, {@code accessKey:secret} or {@code accessKey:secret tenant};
   * blank lines and those that begin with {@code #} are passed over.
   *
   * @throws IOException when it cannot be used; the message says why and what to do, and names
   *     lines by their numbers only
   */
  public static AccessKeys read(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(
          file + " (sheaf.s3.keys-file) cannot be read: check the path and who owns it");
    }
    OwnersFile.hold(file, file + " (sheaf.s3.keys-file)");
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException(file + " (sheaf.s3.keys-file) has more than 1 MiB: it is no key file");
    }
    var secrets = new HashMap<String, String>();
    var tenants = new HashMap<String, String>();
    var number = 0;
    for (var line :
        new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8)
            .lines()
            .toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        add(secrets, tenants, line.strip(), file + " (sheaf.s3.keys-file), line " + number);
      }
    }
    if (secrets.isEmpty()) {
      throw new IOException(
          file + " (sheaf.s3.keys-file) has no key: write a line accessKey:secret for each");
    }
    return new AccessKeys(secrets, tenants);
  }

  private static void add(
      Map<String, String> secrets, Map<String, String> tenants, String line, String where)
      throws IOException {
    var matched = LINE.matcher(line);
    if (!matched.matches()) {
      throw new IOException(
          where
              + ", must be accessKey:secret: 3 to 128 letters, digits, - or _, and 16 to 128 visible"
              + " ASCII characters");
    }
    if (secrets.put(matched.group("key"), matched.group("secret")) != null) {
      throw new IOException(where + ", has an access key that is there already");
    }
    var tenant = matched.group("tenant");
    if (tenant != null) {
      if (!tenant.equals(Grant.ALL) && !Grant.TENANT.matcher(tenant).matches()) {
        throw new IOException(
            where + ", must end in a tenant, " + Grant.TENANT_RULE + ", or * for all of them");
      }
      tenants.put(matched.group("key"), tenant);
    }
  }

  /** The secret of an access key. */
  Optional<String> secretOf(String accessKey) {
    return Optional.ofNullable(secrets.get(accessKey));
  }

  /** What who signs with a key may see; a key of no tenant sees everything. */
  Grant grantOf(String accessKey) {
    var tenant = tenants.getOrDefault(accessKey, Grant.ALL);
    return new Grant("s3", tenant, Scope.READ, List.of());
  }

  /** How many keys are of no tenant. */
  public int withoutTenant() {
    return secrets.size() - tenants.size();
  }

  /** True when nobody has a key. */
  public boolean isEmpty() {
    return secrets.isEmpty();
  }

  @Override
  public String toString() {
    return secrets.size() + " access keys";
  }
}
