"""A small OpenID provider on loopback that holds callers to the standard: PKCE, client secret, codes of one use.

It can be told to lie, as a provider must not, to see that nobody believes it.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

CLIENT_ID, CLIENT_SECRET = "llmlogs", "client secret"
KEY, OTHER_KEY = (generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))


class Provider:
    """Whom it says people are, and what it has been asked."""

    def __init__(self, url):
        self.url = url
        self.person = {"sub": "1", "email": "owner@example.com", "email_verified": True, "name": "Ann"}
        self.lies = {}  # claims of the id_token that are changed; None takes one out
        self.key = KEY
        self.codes = {}
        self.refused = []

    def pages(self, path):
        if path == "/jwks":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, asked):
        """The person agrees: where the browser is sent."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent, authorization):
        asked = self.codes.pop(sent.get("code"), None)
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".replace(" ", "+").encode()).decode()
        if asked is None or not self._is_right(asked, sent, authorization, basic):
            self.refused.append(sent)
            return 400, {"error": "invalid_grant"}
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": int(time.time()), "exp": int(time.time()) + 300}
        claims |= {"nonce": asked["nonce"], **self.person, **self.lies}
        claims = {name: value for name, value in claims.items() if value is not None}
        id_token = jwt.encode(claims, self.key, "RS256", {"kid": "1"})
        return 200, {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}

    def _is_right(self, asked, sent, authorization, basic):
        verifier = sent.get("code_verifier", "").encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        return (
            (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", challenge)
            and sent["redirect_uri"] == asked["redirect_uri"]
            and asked["client_id"] == CLIENT_ID
            and authorization in (f"Basic {basic}", f"Basic {basic_of(CLIENT_SECRET)}")
        )


def basic_of(secret):
    return base64.b64encode(f"{CLIENT_ID}:{secret}".encode()).decode()


@contextmanager
def running():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize({k: v[0] for k, v in parse_qs(parts.query).items()}))
                return self.end_headers()
            body = provider.person if parts.path == "/userinfo" else provider.pages(parts.path)
            return self.answer(200, body)

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(sent, self.headers.get("Authorization")))

        def answer(self, status, body):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args): ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
