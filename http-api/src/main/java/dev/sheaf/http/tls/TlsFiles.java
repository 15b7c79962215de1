package dev.sheaf.http.tls;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The PEM files of a node.
 *
 * @param certificate its certificate, with those between it and the authority behind it
 * @param key the certificate's key, PKCS#8 without a password
 * @param authority what signs the certificates of all nodes; where it is there, nodes show theirs
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authority) {}
