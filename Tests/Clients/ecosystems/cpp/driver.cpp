// A driver in C++ 17: libcurl, Eclipse Paho (paho-mqttpp3), nlohmann-json. Logs in, reads meters, asks the history.
// g++ -std=c++17 driver.cpp -o driver -lcurl -lpaho-mqttpp3 -lpaho-mqtt3as -pthread
#include <chrono>
#include <condition_variable>
#include <curl/curl.h>
#include <iostream>
#include <map>
#include <memory>
#include <mqtt/async_client.h>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>

using json = nlohmann::json;
using namespace std::chrono_literals;

/// Keeps the results that the broker delivers.
class Listener : public virtual mqtt::callback {
    mqtt::async_client client;
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, json> pushes;

    void message_arrived(mqtt::const_message_ptr message) override {
        auto push = json::parse(message->to_string(), nullptr, false);
        if (push.is_discarded() || !push.contains("planId")) return;
        std::lock_guard lock(mutex);
        pushes[push["planId"]] = push["data"];
        changed.notify_all();
    }

public:
    /// Returns when the broker has confirmed the subscription.
    Listener(const json &place, const std::string &filter)
        : client("tcp://" + place["host"].get<std::string>() + ":" + std::to_string(place["port"].get<int>()), "") {
        client.set_callback(*this);
        if (!client.connect()->wait_for(5s)) throw std::runtime_error("the broker cannot be reached");
        if (!client.subscribe(filter, 1)->wait_for(5s)) throw std::runtime_error("the subscription is not confirmed");
    }

    ~Listener() override {
        try {
            client.disconnect()->wait_for(1s);
        } catch (const mqtt::exception &) {
            // The broker is gone.
        }
    }

    /// The list of a plan's push; empty if it does not come in time.
    json result(const std::string &plan, double seconds) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return pushes.count(plan) > 0; });
        auto found = pushes.find(plan);
        if (found == pushes.end() || !found->second.value("list", json()).is_array()) return json::array();
        return found->second["list"];
    }
};

class Client {
    json place;
    std::string token;
    std::unique_ptr<Listener> listener;

    static size_t append(char *data, size_t size, size_t count, void *text) {
        static_cast<std::string *>(text)->append(data, size * count);
        return size * count;
    }

    json post(const std::string &path, const json &body) {
        auto url = place["baseUrl"].get<std::string>() + "/apis/openapi/" + path;
        auto text = body.dump();
        std::string reply;
        std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), curl_easy_cleanup);
        std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
            curl_slist_append(nullptr, "Content-Type: application/json;charset=UTF-8"), curl_slist_free_all);
        curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, text.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 8L);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
        curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply);
        auto code = curl_easy_perform(curl.get());
        if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
        auto answer = json::parse(reply);
        if (answer["code"] != 200) throw std::runtime_error(answer.value("msg", "no msg"));
        return answer["data"];
    }

    json call(const std::string &path, json fields) {
        if (token.empty()) logIn();
        fields["token"] = token;
        return post(path, fields);
    }

    static std::string kind(const json &args) { return args["kind"] == "frozen" ? "Frozen" : "Single"; }

    static json question(const json &args) {
        std::string list;
        for (const auto &meter : args["meters"]) list += (list.empty() ? "" : ",") + meter.get<std::string>();
        json fields = {{"devList", list}, {"cgcode", args["cgcode"]}};
        for (const auto *name : {"start", "end"})
            if (args.contains(name)) fields[name] = args[name];
        return fields;
    }

    static bool isNumber(const json &value) {
        return value.is_string() && !value.get<std::string>().empty() &&
               value.get<std::string>().find_first_not_of("-.0123456789") == std::string::npos;
    }

    /// One row a channel. Rows of historySingle have no cgcode: they are of the one that was asked for.
    static json rows(const json &items, const json &args) {
        auto found = json::array();
        for (const auto &item : items) {
            auto channels = item.contains("channelData") ? item["channelData"] : json::array({item});
            for (const auto &channel : channels) {
                if (!isNumber(channel.value("value", json()))) continue; // missing is missing, never zero
                found.push_back({{"devAddr", item["devAddr"]},
                                 {"cgcode", channel.value("cgcode", args["cgcode"])},
                                 {"timestamp", item["timestamp"]},
                                 {"value", channel["value"]},
                                 {"unit", channel["unit"]}});
            }
        }
        return found;
    }

public:
    explicit Client(json place) : place(std::move(place)) {}

    void logIn() {
        json credentials;
        for (const auto *name : {"tenantCode", "username", "password", "secretKey"}) credentials[name] = place[name];
        token = post("getToken", credentials)["token"];
    }

    json read(const json &args) {
        if (!listener) // before the call, so that no result can come too early
            listener = std::make_unique<Listener>(place["mqtt"], "/" + place["tenantCode"].get<std::string>() + "/#");
        auto plan = call("meter/read" + kind(args), question(args))["planId"].get<std::string>();
        return rows(listener->result(plan, place["deadlines"]["plan"]), args);
    }

    json history(const json &args) {
        auto found = json::array();
        for (int page = 1;; page++) {
            auto fields = question(args);
            fields["curPage"] = page;
            fields["pageSize"] = args.value("pageSize", 200);
            auto data = call("meter/history" + kind(args), fields);
            for (const auto &item : data["list"]) found.push_back(item);
            if (data["list"].empty() || found.size() >= data["total"].get<size_t>()) return rows(found, args);
        }
    }
};

/// The fields of `op.done`; nothing for what the client cannot do.
std::optional<json> perform(Client &client, const std::string &op, const json &args) {
    if (op == "login") {
        client.logIn();
        return json{{"outcome", "ok"}};
    }
    if (op == "history") return json{{"outcome", "ok"}, {"rows", client.history(args)}};
    if (op != "read") return std::nullopt;
    auto found = client.read(args);
    std::set<json> came;
    for (const auto &row : found) came.insert(row["devAddr"]);
    auto missing = json::array();
    for (const auto &meter : args["meters"])
        if (came.count(meter) == 0) missing.push_back(meter);
    auto outcome = missing.empty() ? "ok" : found.empty() ? "failed" : "partial";
    return json{{"outcome", outcome}, {"rows", found}, {"missing", missing}};
}

json answer(std::unique_ptr<Client> &client, const json &request) {
    auto type = request["type"].get<std::string>();
    if (type == "hello")
        return {{"type", "hello.ok"},
                {"protocol", 1},
                {"client", {{"name", "cpp-client"}, {"version", "1.0"}, {"language", "C++"}}},
                {"capabilities", {{"read", true}, {"history", true}}}};
    if (type == "case.begin") {
        client = std::make_unique<Client>(request);
        return {{"type", "case.ready"}};
    }
    if (type == "case.end") {
        client.reset();
        return {{"type", "case.ended"}};
    }
    if (type != "op") return {{"type", "unsupported"}};
    auto args = request.value("args", json::object());
    try {
        auto done = perform(*client, request["op"], args);
        if (!done) return {{"type", "unsupported"}};
        (*done)["type"] = "op.done";
        return *done;
    } catch (const std::exception &failure) { // a failed operation, not a failed driver
        std::cerr << request["op"] << ": " << failure.what() << std::endl;
        auto missing = args.value("meters", json::array());
        return {{"type", "op.done"}, {"outcome", "failed"}, {"rows", json::array()}, {"missing", missing}};
    }
}

int main() {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    std::unique_ptr<Client> client;
    for (std::string line; std::getline(std::cin, line);) {
        auto request = json::parse(line);
        if (request["type"] == "bye") break;
        auto reply = answer(client, request);
        reply["re"] = request["id"];
        std::cout << reply.dump() << std::endl;
    }
}
