internal import Crypto
internal import Engine
