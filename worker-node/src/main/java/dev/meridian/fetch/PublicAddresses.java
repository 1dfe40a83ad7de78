package dev.meridian.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/// Finds the addresses of a host and refuses the host if one of them is not on the public internet.
/// The connection is made to the addresses that were checked, not to the name, so a name server
/// that changes its mind in between wins nothing (DNS rebinding). Thread-safe.
///
/// Refused are the special-purpose blocks of the IANA registries (RFC 6890) that a request could
/// abuse, also when an IPv4 address hides in an IPv6 one (mapped, compatible, NAT64, 6to4, Teredo).
final class PublicAddresses implements DnsResolver {
  private static final int V4_IN_6TO4 = 2;
  private static final int V4_AT_END = 12;

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      if (!isPublic(address)) {
        throw Failures.refused(host + " has an address that is not public");
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublicV4(bytes, 0) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] bytes, int at) {
    int a = bytes[at] & 0xFF;
    int b = bytes[at + 1] & 0xFF;
    int c = bytes[at + 2] & 0xFF;
    return switch (a) {
      case 0, 10, 127 -> false;
      case 100 -> b < 64 || b > 127;
      case 169 -> b != 254;
      case 172 -> b < 16 || b > 31;
      case 192 -> b != 168 && !(b == 0 && (c == 0 || c == 2)) && !(b == 88 && c == 99);
      case 198 -> b != 18 && b != 19 && !(b == 51 && c == 100);
      case 203 -> !(b == 0 && c == 113);
      default -> a < 224;
    };
  }

  private static boolean isPublicV6(byte[] bytes) {
    int first = unsigned(bytes, 0);
    int second = unsigned(bytes, 2);
    if (first == 0x64 && second == 0xFF9B) { // NAT64, RFC 6052; its local block, RFC 8215
      return bytes[4] == 0 && bytes[5] == 0 && isPublicV4(bytes, V4_AT_END);
    }
    if (first == 0x2002) { // 6to4, RFC 3056
      return isPublicV4(bytes, V4_IN_6TO4);
    }
    boolean globalUnicast = (first & 0xE000) == 0x2000;
    boolean special = first == 0x2001 && (second < 0x200 || second == 0xDB8);
    return globalUnicast && !special;
  }

  private static int unsigned(byte[] bytes, int at) {
    return (Byte.toUnsignedInt(bytes[at]) << 8) | Byte.toUnsignedInt(bytes[at + 1]);
  }
}
