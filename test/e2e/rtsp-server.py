#!/usr/bin/env python3
"""An RTSP camera for tests: serves an mp4 of H.264 or H.265 in real time, to each client from its start, on 127.0.0.1.

Debian: gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-rtsp gstreamer1.0-plugins-{good,bad}; --loop also needs ffmpeg.
Prints one line of JSON on stdout when it listens: {"port": N, "url": "rtsp://127.0.0.1:N/cam"}
With --loop, lines of JSON on stdin change it while it serves: {"file": "other.mp4"} shows another clip, of the same codec, to those
who watch, too, and prints {"shown": "other.mp4"} when its first bytes go to one of them; {"password": "other"} is asked of those
who come from now on.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PAYLOADER = "{0}parse ! rtp{0}pay name=pay0 pt=96 config-interval=1"


class LoopFactory(GstRtspServer.RTSPMediaFactory):
    """ffmpeg repeats the clip without an end on one time line; a live source, so that the server never tries to seek."""

    def __init__(self, clip, codec):
        super().__init__()
        self.clip = clip
        self.codec = codec

    def do_create_element(self, _url):
        source = "appsrc name=clip is-live=true format=time do-timestamp=true"
        element = Gst.parse_launch(f"( {source} ! tsdemux ! {PAYLOADER.format(self.codec)} )")
        # Before it needs data, appsrc refuses buffers just as it does after the client has gone.
        started = threading.Event()
        element.get_by_name("clip").connect("need-data", self.start_player, started)
        return element

    def start_player(self, appsrc, _length, started):
        if not started.is_set():
            started.set()
            threading.Thread(target=self.play, args=(appsrc,), daemon=True).start()

    def play(self, appsrc):
        started_at = time.monotonic()
        while self.play_clip(appsrc, self.clip, time.monotonic() - started_at):
            pass

    def play_clip(self, appsrc, clip, offset):
        """Until another clip is to be shown; False when the client has gone."""
        command = ["ffmpeg", "-v", "error", "-nostdin", "-re", "-stream_loop", "-1", "-i", clip]
        command += ["-map", "0:v:0", "-c", "copy", "-output_ts_offset", f"{offset:.3f}"]
        command += ["-f", "mpegts", "-flush_packets", "1", "pipe:1"]
        player = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        is_watched = True
        is_news = offset > 1
        while is_watched and self.clip == clip and (data := player.stdout.read1(65536)):
            is_watched = appsrc.emit("push-buffer", Gst.Buffer.new_wrapped(data)) != Gst.FlowReturn.FLUSHING
            if is_news:
                print(json.dumps({"shown": clip}), flush=True)
            is_news = False
        player.kill()
        player.wait()
        return is_watched and self.clip != clip


def clip_factory(clip, codec):
    factory = GstRtspServer.RTSPMediaFactory()
    quoted = clip.replace("\\", "\\\\").replace('"', '\\"')
    factory.set_launch(f'( filesrc location="{quoted}" ! qtdemux ! {PAYLOADER.format(codec)} )')
    return factory


def require_login(server, factory, user, password):
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    basic = GstRtspServer.RTSPAuth.make_basic(user, password)
    auth.add_basic(basic, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)

    def change(password):
        nonlocal basic
        auth.remove_basic(basic)
        basic = GstRtspServer.RTSPAuth.make_basic(user, password)
        auth.add_basic(basic, token)

    return change


def follow_orders(factory, change_password):
    for line in sys.stdin:
        order = json.loads(line)
        if "file" in order:
            factory.clip = order["file"]
        if "password" in order:
            GLib.idle_add(change_password, order["password"])


def parse_arguments():
    parser = argparse.ArgumentParser(description="Serves a clip as an RTSP camera on 127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--file", required=True, help="an mp4")
    parser.add_argument("--codec", choices=["h264", "h265"], default="h264")
    parser.add_argument("--path", default="/cam")
    parser.add_argument("--loop", action="store_true", help="repeat without an end")
    parser.add_argument("--shared", action="store_true", help="all clients see the same, as with a camera")
    parser.add_argument("--user")
    parser.add_argument("--password", default="")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    clip = os.path.abspath(arguments.file)
    if not os.path.isfile(clip):
        sys.exit(f"rtsp-server: no such file: {clip}")
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(arguments.port))
    codec = arguments.codec
    factory = LoopFactory(clip, codec) if arguments.loop else clip_factory(clip, codec)
    factory.set_shared(arguments.shared)
    factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP)
    change_password = None
    if arguments.user is not None:
        change_password = require_login(server, factory, arguments.user, arguments.password)
    server.get_mount_points().add_factory(arguments.path, factory)
    if server.attach(None) == 0:
        sys.exit(f"rtsp-server: port {arguments.port} is taken")
    port = server.get_bound_port()
    print(json.dumps({"port": port, "url": f"rtsp://127.0.0.1:{port}{arguments.path}"}), flush=True)
    threading.Thread(target=follow_orders, args=(factory, change_password), daemon=True).start()
    GLib.MainLoop().run()


main()
